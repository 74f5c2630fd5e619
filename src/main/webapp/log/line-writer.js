import { stripEscapes } from './ansi.js';
import { lastState } from './line-states.js';
import { LevelTracker } from './log-level.js';

/** As far into a line as a level is looked for. */
const LEVEL_CHARS = 2_000;

/**
 * @typedef {import('./line-buffer.js').LineRow} LineRow
 * @typedef {import('./line-splitter.js').Piece} Piece
 */

/** Writes pieces of lines, and marks, into a buffer as rows. */
export class LineWriter {
  lines = 0;
  #buffer;
  #levels = new LevelTracker();
  /** @type {LineRow|null} */
  #open = null;
  #headless = false;

  /** @param {import('./line-buffer.js').LineBuffer} buffer */
  constructor(buffer) {
    this.#buffer = buffer;
  }

  /** The next piece is the rest of a line whose beginning is missing. */
  expectRest() {
    this.#headless = this.#open === null;
  }

  /** @param {Piece} piece */
  write(piece) {
    if (piece.starts || this.#open === null) this.#start(piece);
    else this.#extend(piece, this.#open);
    if (piece.ends) this.breakLine();
  }

  /**
   * Adds a mark after whatever came before it.
   * @param {import('../wire/entry-receiver.js').GapItem|import('../wire/entry-receiver.js').BreakItem} item
   */
  mark(item) {
    this.breakLine();
    if (item.kind !== 'gap') {
      this.#buffer.append({ kind: item.kind, text: '', version: 0 });
      return;
    }
    const { kind, from, to, bytes, reason } = item;
    if (reason === 'hole' && this.#buffer.widen(from, to, bytes ?? 0)) return;
    this.#buffer.append({ kind, from, to, skipped: bytes, reason, text: '', version: 0 });
  }

  /** The open line, if there is one, has ended. */
  breakLine() {
    if (this.#open === null) return;
    const row = this.#open;
    this.#open = null;
    row.open = false;
    row.version++;
    if (row.text.endsWith('\r')) row.text = row.text.slice(0, -1);
    this.#levels.ended(row.text, row.level);
  }

  /** @param {Piece} piece */
  #start({ text, bytes, cut, again, dropped }) {
    this.breakLine();
    this.lines++;
    const headless = this.#headless;
    this.#headless = false;
    this.#open = this.#buffer.append({
      kind: 'line', text, level: this.#levelOf(text), bytes, cut, dropped, states: again, open: true, headless, expanded: false, version: 0,
    });
  }

  /**
   * @param {Piece} piece
   * @param {LineRow} row
   */
  #extend(piece, row) {
    const { text, bytes, cut, again } = piece;
    const settled = row.text.length > LEVEL_CHARS && again === 0 && !row.text.includes('\r') && !text.includes('\r');
    if (again > 0) this.#buffer.restart(row, piece, again + lastState(row.text).earlier);
    else this.#buffer.extend(row, text, bytes, cut);
    if (!settled) row.level = this.#levelOf(row.text);
  }

  /** @param {string} text */
  #levelOf(text) {
    const said = lastState(text).text;
    return this.#levels.levelOf(stripEscapes(said.length > LEVEL_CHARS ? said.slice(0, LEVEL_CHARS) : said));
  }
}
