/** Rows are kept, and dropped, in blocks of so many. */
export const BLOCK_ROWS = 512;
export const MOST_ROWS = 50_000;
export const MOST_BYTES = 32 * 1024 * 1024;

/**
 * @typedef {object} Row a line or a mark
 * @property {number} seq its place in the view, counted from 0 and never reused
 * @property {string} kind `line`, or a mark's: `gap`, `rotated`, `truncated`, `replaced`
 * @property {string} text a line's text, escape sequences included
 * @property {string} level `trace`, `debug`, `info`, `warn`, `error`, `fatal` or empty
 * @property {number} bytes of the log that it stands for
 * @property {number} cut of them that are not in the text because the line is too long
 * @property {number} dropped of them that are not in the text because the line was drawn over
 * @property {number} states how often the line was drawn over before what is in the text
 * @property {boolean} expanded whether all states in the text are shown, and not the last one only
 * @property {boolean} open its end has not come yet
 * @property {boolean} headless its beginning was not sent
 * @property {string} [reason] a gap's
 * @property {number} version counts its changes
 */

/** The rows of one view, bounded in number and bytes: the oldest go first, by the block. */
export class LineBuffer {
  first = 0;
  end = 0;
  bytes = 0;
  droppedRows = 0;
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

  /** Takes a row, and gives it its `seq`. */
  append(row) {
    let block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined || block.rows.length === BLOCK_ROWS) {
      block = { rows: [], bytes: 0 };
      this.#blocks.push(block);
    }
    row.seq = this.end++;
    block.rows.push(row);
    this.#count(block, kept(row));
    return row;
  }

  /** Adds a continuation to the newest row. */
  extend(row, text, bytes, cut) {
    const before = kept(row);
    row.text += text;
    row.bytes += bytes;
    row.cut += cut;
    row.version++;
    this.#count(this.#blocks[this.#blocks.length - 1], kept(row) - before);
  }

  /** The newest row was drawn over, and is too long for its earlier states to be kept. */
  restart(row, text, { bytes, cut, dropped }, states) {
    const before = kept(row);
    row.text = text;
    row.dropped = row.bytes + dropped;
    row.bytes += bytes;
    row.cut = cut;
    row.states += states;
    row.version++;
    this.#count(this.#blocks[this.#blocks.length - 1], kept(row) - before);
  }

  /** A hole that grows while it is read is one: adds to the newest row, if that is a hole which ends there. */
  widen(from, to, bytes) {
    const row = this.at(this.end - 1);
    if (row?.reason !== 'hole' || row.to.generation !== from.generation || row.to.offset !== from.offset) return false;
    row.to = to;
    row.skipped += bytes;
    row.version++;
    return true;
  }

  /** Shows all states of a line that are kept, or the last one only. */
  toggle(row) {
    row.expanded = !row.expanded;
    row.version++;
  }

  /** @returns {Row|undefined} */
  at(seq) {
    if (seq < this.first || seq >= this.end) return undefined;
    const index = seq - this.first;
    return this.#blocks[Math.floor(index / BLOCK_ROWS)].rows[index % BLOCK_ROWS];
  }

  /** Drops the oldest blocks until the rest is within the bounds. */
  trim() {
    while (this.#blocks.length > 1 && (this.length > this.#mostRows || this.bytes > this.#mostBytes)) {
      const { rows, bytes } = this.#blocks.shift();
      this.first += rows.length;
      this.droppedRows += rows.length;
      this.bytes -= bytes;
    }
  }

  #count(block, bytes) {
    block.bytes += bytes;
    this.bytes += bytes;
  }
}

function kept(row) {
  return row.bytes - row.cut - (row.dropped ?? 0);
}
