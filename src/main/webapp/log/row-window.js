import { rowElement } from './row-element.js';

/** The rows that are in the page: a run of neighbours, each made once and kept while it is near. */
export class RowWindow {
  #box = document.createElement('div');
  #shown = new Map();
  #new = [];

  /** @param {HTMLElement} space the element that is as tall as all rows together */
  constructor(space) {
    this.#box.className = 'lines-window';
    space.append(this.#box);
  }

  /** @returns {HTMLElement[]} in order */
  get elements() {
    return [...this.#box.children];
  }

  /** Shows the rows from one up to another. */
  show(buffer, from, to, shade) {
    for (const [seq, { element }] of this.#shown) {
      if (seq >= from && seq < to) continue;
      element.remove();
      this.#shown.delete(seq);
    }
    let before = this.#box.firstChild;
    for (let seq = from; seq < to; seq++) {
      const row = buffer.at(seq);
      const shown = this.#shown.get(seq);
      if (shown?.version === row.version) {
        before = shown.element.nextSibling;
        continue;
      }
      const element = rowElement(row, shade);
      if (shown === undefined) this.#box.insertBefore(element, before);
      else shown.element.replaceWith(element);
      before = element.nextSibling;
      this.#shown.set(seq, { element, version: row.version });
      this.#new.push(seq);
    }
  }

  moveTo(top) {
    this.#box.style.transform = `translateY(${top}px)`;
  }

  /** @returns {[number, number][]} the heights of the rows that were made since the last call */
  measureNew() {
    const made = this.#new.filter((seq) => this.#shown.has(seq));
    this.#new = [];
    return made.map((seq) => [seq, this.#shown.get(seq).element.offsetHeight]);
  }

  /** @returns {number|null} the row that a node of the page is in */
  rowOf(node) {
    const row = (node instanceof globalThis.Element ? node : node?.parentElement)?.closest('[data-seq]');
    return row && this.#box.contains(row) ? Number(row.dataset.seq) : null;
  }

  clear() {
    this.#box.replaceChildren();
    this.#shown.clear();
    this.#new = [];
  }
}
