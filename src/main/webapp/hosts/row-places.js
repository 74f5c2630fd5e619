/** Heights in pixels; the style sheet has the same. */
const HEIGHTS = { host: 34, log: 44, note: 40 };
const ERROR_NOTE = 92;

/** Where each row of the list stands, so that only those in sight are drawn. */
export class RowPlaces {
  #tops;

  /** @param {import('./host-list.js').HostList['rows']} rows */
  constructor(rows) {
    this.#tops = new Float64Array(rows.length + 1);
    rows.forEach((row, i) => {
      this.#tops[i + 1] = this.#tops[i] + (row.note === 'error' ? ERROR_NOTE : HEIGHTS[row.kind]);
    });
  }

  /** @returns {number} of all rows */
  get height() {
    return this.#tops[this.#tops.length - 1];
  }

  topOf(index) {
    return this.#tops[index];
  }

  /** @returns {[number, number]} the first row of a stretch, and the one after its last */
  between(from, to) {
    return [this.#indexAt(from), Math.min(this.#tops.length - 1, this.#indexAt(to) + 1)];
  }

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
