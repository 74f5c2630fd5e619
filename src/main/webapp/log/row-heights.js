import { BLOCK_ROWS } from './line-buffer.js';

/** @typedef {{heights: Float32Array, length: number, sum: number}} HeightBlock */

/**
 * The heights of a view's rows in pixels, summed by the block: finding a row by its place, or a place by its row, costs about the square
 * root of the number of rows; a block that is dropped from the front costs nothing.
 *
 * TanStack Virtual was tried for this. With 50,000 rows it took 4 ms for every change of the row count (it builds an object for each
 * row again), 5 ms for every row measured (it copies its map of sizes), and it never forgot the size of a row that was gone.
 */
export class RowHeights {
  first = 0;
  end = 0;
  total = 0;
  /** @type {HeightBlock[]} */
  #blocks = [];

  /** @param {number} height of the next row */
  append(height) {
    let block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined || block.length === BLOCK_ROWS) {
      block = { heights: new Float32Array(BLOCK_ROWS), length: 0, sum: 0 };
      this.#blocks.push(block);
    }
    block.heights[block.length++] = height;
    block.sum += height;
    this.total += height;
    this.end++;
  }

  /**
   * @param {number} seq of a row that is held
   * @returns {number}
   */
  of(seq) {
    const { block, index } = this.#find(seq);
    return block.heights[index];
  }

  /**
   * Corrects a row's height.
   * @param {number} seq
   * @param {number} height
   */
  set(seq, height) {
    const { block, index } = this.#find(seq);
    const change = height - block.heights[index];
    block.heights[index] = height;
    block.sum += change;
    this.total += change;
  }

  /**
   * Drops whole blocks before a row.
   * @param {number} seq
   * @returns {number} the height that went with them
   */
  dropBefore(seq) {
    let dropped = 0;
    while (this.#blocks.length > 0 && this.first + this.#blocks[0].length <= seq) {
      const [block] = this.#blocks.splice(0, 1);
      this.first += block.length;
      dropped += block.sum;
    }
    this.total -= dropped;
    return dropped;
  }

  /**
   * @param {number} seq
   * @returns {number} the sum of the heights before that row
   */
  topOf(seq) {
    const index = Math.min(seq, this.end) - this.first;
    const whole = Math.floor(index / BLOCK_ROWS);
    let top = 0;
    for (let i = 0; i < whole; i++) top += this.#blocks[i].sum;
    for (let i = 0; i < index % BLOCK_ROWS; i++) top += this.#blocks[whole].heights[i];
    return top;
  }

  /**
   * @param {number} y
   * @returns {number} the row at that distance from the top; the last one if it is beyond the end
   */
  rowAt(y) {
    let rest = y;
    let seq = this.first;
    for (const block of this.#blocks) {
      if (rest < block.sum) {
        for (let i = 0; i < block.length; i++) {
          if (rest < block.heights[i]) return seq + i;
          rest -= block.heights[i];
        }
      }
      rest -= block.sum;
      seq += block.length;
    }
    return Math.max(this.first, this.end - 1);
  }

  /**
   * Forgets all rows.
   * @param {number} first the next one
   */
  reset(first) {
    this.#blocks = [];
    this.first = this.end = first;
    this.total = 0;
  }

  /** @param {number} seq */
  #find(seq) {
    const index = seq - this.first;
    return { block: this.#blocks[Math.floor(index / BLOCK_ROWS)], index: index % BLOCK_ROWS };
  }
}
