/** Rows are kept, and dropped, in blocks of so many. */
export const BLOCK_ROWS = 512;
export const MOST_ROWS = 50_000;
export const MOST_BYTES = 32 * 1024 * 1024;

/**
 * @typedef {import('../wire/position.js').Position} Position
 * @typedef {'trace'|'debug'|'info'|'warn'|'error'|'fatal'|''} Level empty if none is known
 *
 * @typedef {object} LineContent
 * @property {'line'} kind
 * @property {string} text escape sequences included
 * @property {Level} level
 * @property {number} bytes of the log that it stands for
 * @property {number} cut of them that are not in the text because the line is too long
 * @property {number} dropped of them that are not in the text because the line was drawn over
 * @property {number} states how often the line was drawn over before what is in the text
 * @property {boolean} expanded whether all states in the text are shown, and not the last one only
 * @property {boolean} open its end has not come yet
 * @property {boolean} headless its beginning was not sent
 * @property {number} version counts its changes
 *
 * @typedef {object} GapContent lines that are missing, or a hole in the file
 * @property {'gap'} kind
 * @property {''} text
 * @property {Position} from
 * @property {Position} to
 * @property {number|null} skipped bytes; null if nobody knows
 * @property {string} reason
 * @property {number} version counts its changes
 *
 * @typedef {{kind: import('../wire/entry-receiver.js').Break, text: '', version: number}} BreakContent
 *
 * @typedef {{seq: number}} Numbered the row's place in the view, counted from 0 and never reused
 * @typedef {LineContent & Numbered} LineRow
 * @typedef {(GapContent|BreakContent) & Numbered} MarkRow
 * @typedef {LineRow|MarkRow} Row
 *
 * @typedef {{rows: Row[], bytes: number}} RowBlock
 */

/** The rows of one view, bounded in number and bytes: the oldest go first, by the block. */
export class LineBuffer {
  first = 0;
  end = 0;
  bytes = 0;
  droppedRows = 0;
  /** @type {RowBlock[]} */
  #blocks = [];
  #mostRows;
  #mostBytes;

  constructor({ mostRows = MOST_ROWS, mostBytes = MOST_BYTES } = {}) {
    this.#mostRows = mostRows;
    this.#mostBytes = mostBytes;
  }

  /** @returns {number} rows held */
  get length() {
    return this.end - this.first;
  }

  /** @returns {boolean} whether one more block would not fit */
  get full() {
    return this.length >= this.#mostRows || this.bytes >= this.#mostBytes;
  }

  /**
   * @template {LineContent|GapContent|BreakContent} C
   * @param {C} content
   * @returns {C & Numbered} the same object, now a row
   */
  append(content) {
    let block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined || block.rows.length === BLOCK_ROWS) {
      block = { rows: [], bytes: 0 };
      this.#blocks.push(block);
    }
    const row = Object.assign(content, { seq: this.end++ });
    block.rows.push(row);
    this.#count(block, kept(row));
    return row;
  }

  /**
   * Adds a continuation to the newest row.
   * @param {LineRow} row
   * @param {string} text
   * @param {number} bytes
   * @param {number} cut
   */
  extend(row, text, bytes, cut) {
    const before = kept(row);
    row.text += text;
    row.bytes += bytes;
    row.cut += cut;
    row.version++;
    this.#count(this.#blocks[this.#blocks.length - 1], kept(row) - before);
  }

  /**
   * The newest row was drawn over, and is too long for its earlier states to be kept.
   * @param {LineRow} row
   * @param {import('./line-splitter.js').Piece} piece of which the text is the row's now
   * @param {number} states that are not kept
   */
  restart(row, { text, bytes, cut, dropped }, states) {
    const before = kept(row);
    row.text = text;
    row.dropped = row.bytes + dropped;
    row.bytes += bytes;
    row.cut = cut;
    row.states += states;
    row.version++;
    this.#count(this.#blocks[this.#blocks.length - 1], kept(row) - before);
  }

  /**
   * A hole that grows while it is read is one: adds to the newest row, if that is a hole which ends there.
   * @param {Position} from
   * @param {Position} to
   * @param {number} bytes
   * @returns {boolean} whether it is
   */
  widen(from, to, bytes) {
    const row = this.at(this.end - 1);
    if (row?.kind !== 'gap' || row.reason !== 'hole') return false;
    if (row.to.generation !== from.generation || row.to.offset !== from.offset) return false;
    row.to = to;
    row.skipped = (row.skipped ?? 0) + bytes;
    row.version++;
    return true;
  }

  /**
   * Shows all states of a line that are kept, or the last one only.
   * @param {LineRow} row
   */
  toggle(row) {
    row.expanded = !row.expanded;
    row.version++;
  }

  /**
   * @param {number} seq
   * @returns {Row|undefined}
   */
  at(seq) {
    if (seq < this.first || seq >= this.end) return undefined;
    const index = seq - this.first;
    return this.#blocks[Math.floor(index / BLOCK_ROWS)].rows[index % BLOCK_ROWS];
  }

  /** Drops the oldest blocks until the rest is within the bounds. */
  trim() {
    while (this.#blocks.length > 1 && (this.length > this.#mostRows || this.bytes > this.#mostBytes)) {
      const [{ rows, bytes }] = this.#blocks.splice(0, 1);
      this.first += rows.length;
      this.droppedRows += rows.length;
      this.bytes -= bytes;
    }
  }

  /**
   * @param {RowBlock} block
   * @param {number} bytes
   */
  #count(block, bytes) {
    block.bytes += bytes;
    this.bytes += bytes;
  }
}

/**
 * @param {Row} row
 * @returns {number} bytes that its text takes
 */
function kept(row) {
  return row.kind === 'line' ? row.bytes - row.cut - row.dropped : 0;
}
