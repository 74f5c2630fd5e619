/** @typedef {Record<import('./host-list.js').HostListRow['kind'], number>} KindHeights in pixels */

/** Where each row of the list stands, so that only those in sight are drawn. */
export class RowPlaces {
  #tops;

  /**
   * @param {Pick<import('./host-list.js').HostListRow, 'kind'>[]} rows
   * @param {KindHeights} heights
   */
  constructor(rows, heights) {
    this.#tops = new Float64Array(rows.length + 1);
    rows.forEach(({ kind }, i) => {
      this.#tops[i + 1] = this.#tops[i] + heights[kind];
    });
  }

  /** @returns {number} of all rows */
  get height() {
    return this.#tops[this.#tops.length - 1];
  }

  /**
   * @param {number} index
   * @returns {number}
   */
  topOf(index) {
    return this.#tops[index];
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {[number, number]} the first row of a stretch, and the one after its last
   */
  between(from, to) {
    return [this.#indexAt(from), Math.min(this.#tops.length - 1, this.#indexAt(to) + 1)];
  }

  /** @param {number} y */
  #indexAt(y) {
    let low = 0;
    let high = Math.max(0, this.#tops.length - 2);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
