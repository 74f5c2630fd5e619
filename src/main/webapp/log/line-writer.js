import { stripEscapes } from './ansi.js';
import { LevelTracker } from './level.js';
import { lastState } from './line-states.js';

/** As far into a line as a level is looked for. */
const LEVEL_CHARS = 2_000;

/** Writes pieces of lines, and marks, into a buffer as rows. */
export class LineWriter {
  lines = 0;
  #buffer;
  #levels = new LevelTracker();
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

  /** @param {import('./line-splitter.js').Piece} piece */
  write(piece) {
    const { starts, ends } = piece;
    if (starts || this.#open === null) this.#start(piece);
    else this.#extend(piece);
    if (ends) this.breakLine();
  }

  /** Adds a mark after whatever came before it. */
  mark({ kind, from, to, bytes = null, reason }) {
    this.breakLine();
    if (reason === 'hole' && this.#buffer.widen(from, to, bytes)) return;
    this.#buffer.append({ kind, from, to, skipped: bytes, reason, text: '', level: '', bytes: 0, cut: 0, open: false, version: 0 });
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

  #start({ text, bytes, cut, again, dropped }) {
    this.breakLine();
    this.lines++;
    const headless = this.#headless;
    this.#headless = false;
    const row = { kind: 'line', text, level: '', bytes, cut, dropped, states: again, open: true, headless, expanded: false, version: 0 };
    row.level = this.#levelOf(row);
    this.#open = this.#buffer.append(row);
  }

  #extend(piece) {
    const { text, bytes, cut, again } = piece;
    const row = this.#open;
    const settled = row.text.length > LEVEL_CHARS && again === 0 && !row.text.includes('\r') && !text.includes('\r');
    if (again > 0) this.#buffer.restart(row, text, piece, again + lastState(row.text).earlier);
    else this.#buffer.extend(row, text, bytes, cut);
    if (!settled) row.level = this.#levelOf(row);
  }

  #levelOf({ text }) {
    const said = lastState(text).text;
    return this.#levels.levelOf(stripEscapes(said.length > LEVEL_CHARS ? said.slice(0, LEVEL_CHARS) : said));
  }
}
