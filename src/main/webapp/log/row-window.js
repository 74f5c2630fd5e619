import { rowElement } from './row-element.js';

/** The rows that are in the page: a run of neighbours, each made once and kept while it is near. */
export class RowWindow {
  #box = document.createElement('div');
  /** @type {Map<number, {element: HTMLElement, version: number}>} */
  #shown = new Map();
  /** @type {number[]} */
  #new = [];

  /** @param {HTMLElement} space the element that is as tall as all rows together */
  constructor(space) {
    this.#box.className = 'lines-window';
    space.append(this.#box);
  }

  /** @returns {Element[]} in order */
  get elements() {
    return [...this.#box.children];
  }

  /**
   * Shows the rows from one up to another.
   * @param {import('./line-buffer.js').LineBuffer} buffer
   * @param {number} from
   * @param {number} to
   * @param {import('./ansi-colours.js').AnsiColours} colours
   */
  show(buffer, from, to, colours) {
    for (const [seq, { element }] of this.#shown) {
      if (seq >= from && seq < to) continue;
      element.remove();
      this.#shown.delete(seq);
    }
    let before = this.#box.firstChild;
    for (let seq = from; seq < to; seq++) {
      const row = buffer.at(seq);
      if (row === undefined) continue;
      const shown = this.#shown.get(seq);
      if (shown?.version === row.version) {
        before = shown.element.nextSibling;
        continue;
      }
      const element = rowElement(row, colours);
      if (shown === undefined) this.#box.insertBefore(element, before);
      else shown.element.replaceWith(element);
      before = element.nextSibling;
      this.#shown.set(seq, { element, version: row.version });
      this.#new.push(seq);
    }
  }

  /** @param {number} top in pixels */
  moveTo(top) {
    this.#box.style.transform = `translateY(${top}px)`;
  }

  /** @returns {[number, number][]} the heights of the rows that were made since the last call */
  measureNew() {
    /** @type {[number, number][]} */
    const heights = [];
    for (const seq of this.#new) {
      const shown = this.#shown.get(seq);
      if (shown !== undefined) heights.push([seq, shown.element.offsetHeight]);
    }
    this.#new = [];
    return heights;
  }

  /**
   * @param {Node|null} node of the page
   * @returns {number|null} the row that it is in
   */
  rowOf(node) {
    const element = node instanceof Element ? node : node?.parentElement;
    const row = element?.closest('[data-seq]');
    return row instanceof HTMLElement && this.#box.contains(row) ? Number(row.dataset.seq) : null;
  }

  clear() {
    this.#box.replaceChildren();
    this.#shown.clear();
    this.#new = [];
  }
}
