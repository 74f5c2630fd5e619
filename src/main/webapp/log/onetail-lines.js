import { settings } from '../settings/settings.js';
import { copyText } from './copy-text.js';
import { lastState } from './line-states.js';
import { RowHeights } from './row-heights.js';
import { RowWindow } from './row-window.js';

/** Rows are drawn this far beyond what is seen, in pixels. */
const OVERSCAN = 300;
/** Above the first row and below the last, in pixels, as in lines.css. */
const PADDING = 8;
/** A selection keeps at most so many rows in the page. */
const MOST_PINNED = 3_000;
/** Further down than any page goes: the browser takes it for the end. */
const THE_END = 1e9;

/**
 * The scrolling log. It draws only what is seen, once in a frame (`draw`), and holds what is seen where it is while rows come at the end
 * and go at the front. Fires `scrolled-up` and `scrolled-to-end` when a person does so.
 */
export class OnetailLines extends HTMLElement {
  #session = null;
  #heights = new RowHeights();
  #space = document.createElement('div');
  #rows = new RowWindow(this.#space);
  #measure = document.createElement('span');
  #size = { width: 0, height: 0 };
  #metrics = { line: 20, columns: 80 };
  #pinned = null;
  #lastTop = 0;
  #stale = true;

  connectedCallback() {
    this.#space.className = 'lines-space';
    this.#measure.className = 'lines-measure';
    this.#measure.textContent = '0'.repeat(100);
    this.replaceChildren(this.#space, this.#measure);
    this.addEventListener('scroll', this.#onScroll, { passive: true });
    this.addEventListener('wheel', this.#onWheel, { passive: true });
    this.addEventListener('copy', this.#onCopy);
    this.addEventListener('click', this.#onClick);
    document.addEventListener('selectionchange', this.#onSelection);
    settings.addEventListener('change', this.#restyle);
    this.#resizes.observe(this);
  }

  disconnectedCallback() {
    document.removeEventListener('selectionchange', this.#onSelection);
    settings.removeEventListener('change', this.#restyle);
    this.#resizes.disconnect();
  }

  /** @param {import('./log-session.js').LogSession|null} session whose rows are shown */
  set session(session) {
    this.#session = session;
    this.#pinned = null;
    this.#restyle();
  }

  /** Draws the session as it is now. Returns whether another frame would improve it. */
  draw() {
    if (this.#session === null || this.#size.height === 0) return false;
    const { buffer, following } = this.#session;
    const before = this.scrollTop;
    const anchor = this.#anchor(before);
    // In a hidden page nothing is drawn: rows may have come and gone unseen.
    if (this.#stale || this.#heights.end < buffer.first) this.#remeasure(buffer);
    this.#heights.dropBefore(buffer.first);
    while (this.#heights.end < buffer.end) this.#heights.append(this.#estimate(buffer.at(this.#heights.end)));
    const end = Math.max(0, this.#heights.total + 2 * PADDING - this.#size.height);
    const [from, to] = this.#range(following ? end : Math.min(end, this.#topOf(anchor)));
    this.#rows.show(buffer, from, to, settings.shade);
    const corrected = this.#correct();
    this.#space.style.height = `${this.#heights.total}px`;
    this.#rows.moveTo(this.#heights.topOf(from));
    this.#scroll(following ? THE_END : this.#topOf(anchor), before);
    return corrected;
  }

  /** Shows the oldest row. */
  toTop() {
    this.scrollTop = 0;
  }

  /** What stands at the top of the view, so that it can be put there again. */
  #anchor(top) {
    const seq = this.#heights.rowAt(top);
    return { seq, within: top - this.#heights.topOf(seq) };
  }

  /** The row may have become lower since: without wrapping, say. */
  #topOf({ seq, within }) {
    const { first, end } = this.#heights;
    if (seq < first) return 0;
    return this.#heights.topOf(seq) + (seq < end ? Math.min(within, this.#heights.of(seq)) : 0);
  }

  #range(top) {
    let from = this.#heights.rowAt(top - PADDING - OVERSCAN);
    let to = this.#heights.rowAt(top - PADDING + this.#size.height + OVERSCAN) + 1;
    if (this.#pinned !== null) {
      from = Math.max(this.#heights.first, Math.min(from, this.#pinned.from), from - MOST_PINNED);
      to = Math.min(this.#heights.end, Math.max(to, this.#pinned.to + 1), to + MOST_PINNED);
    }
    return [from, Math.min(to, this.#heights.end)];
  }

  #estimate({ kind, text, expanded }) {
    if (kind !== 'line') return 2 * this.#metrics.line;
    if (!settings.wrap) return this.#metrics.line;
    const shown = expanded ? text : lastState(text).text;
    const rows = Math.max(1, Math.ceil(shown.length / this.#metrics.columns));
    return rows * this.#metrics.line;
  }

  /** Replaces estimates by what was drawn. */
  #correct() {
    if (!settings.wrap) return false;
    let corrected = false;
    for (const [seq, height] of this.#rows.measureNew()) {
      if (height === this.#heights.of(seq)) continue;
      this.#heights.set(seq, height);
      corrected = true;
    }
    return corrected;
  }

  #scroll(top, before) {
    if (top === THE_END || Math.abs(top - before) >= 1) this.scrollTop = top;
    this.#lastTop = this.scrollTop;
  }

  #remeasure(buffer) {
    this.#stale = false;
    const line = parseFloat(getComputedStyle(this.#measure).lineHeight);
    const character = this.#measure.offsetWidth / 100;
    this.#metrics = { line, columns: Math.max(20, Math.floor((this.#size.width - 2 * line) / character)) };
    this.#heights.reset(buffer.first);
    this.#rows.clear();
  }

  #restyle = () => {
    this.#stale = true;
    this.classList.toggle('wrapped', settings.wrap);
    this.dispatchEvent(new Event('restyled'));
  };

  #resizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = this;
    const wider = width !== this.#size.width;
    this.#size = { width, height };
    if (wider) this.#restyle();
    else this.dispatchEvent(new Event('restyled'));
  });

  #onScroll = () => {
    const top = this.scrollTop;
    const moved = top - this.#lastTop;
    if (Math.abs(moved) < 1 || this.#session === null) return;
    this.#lastTop = top;
    const toEnd = this.scrollHeight - this.clientHeight - top;
    if (this.#session.following && moved < 0 && toEnd > 4) this.dispatchEvent(new Event('scrolled-up'));
    else if (!this.#session.following && moved > 0 && toEnd <= 2) this.dispatchEvent(new Event('scrolled-to-end'));
    else this.dispatchEvent(new Event('restyled'));
  };

  #onWheel = ({ deltaY, ctrlKey }) => {
    if (deltaY < 0 && !ctrlKey && this.scrollTop > 0) this.dispatchEvent(new Event('scrolled-up'));
  };

  #onSelection = () => {
    const selection = document.getSelection();
    const ends = [selection.anchorNode, selection.focusNode].map((node) => this.#rows.rowOf(node));
    if (selection.isCollapsed || ends.includes(null)) {
      this.#pinned = null;
      return;
    }
    this.#pinned = { from: Math.min(...ends), to: Math.max(...ends) };
    this.dispatchEvent(new Event('scrolled-up'));
  };

  /** Shows what a line said before, or not any more; the view holds still, or the line would be gone in a moment. */
  #onClick = ({ target }) => {
    const button = target.closest?.('.line-states');
    const row = button ? this.#session?.buffer.at(this.#rows.rowOf(button)) : undefined;
    if (row === undefined) return;
    this.#session.buffer.toggle(row);
    this.dispatchEvent(new Event('scrolled-up'));
    this.dispatchEvent(new Event('restyled'));
  };

  #onCopy = (event) => {
    const selection = document.getSelection();
    if (selection.rangeCount === 0) return;
    const text = copyText(selection.getRangeAt(0), this.#rows.elements);
    if (text === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
}

customElements.define('onetail-lines', OnetailLines);
