import { settings } from '../settings/settings.js';
import { tokenNumber } from '../ui/style-tokens.js';
import { AnsiColours } from './ansi-colours.js';
import { readAnsiTheme } from './ansi-theme.js';
import { copyText } from './copy-text.js';
import { lastState } from './line-states.js';
import { RowHeights } from './row-heights.js';
import { RowWindow } from './row-window.js';

/**
 * @typedef {import('./line-buffer.js').LineBuffer} LineBuffer
 * @typedef {Pick<import('./log-session.js').LogSession, 'buffer'|'following'>} ShownSession
 * @typedef {{seq: number, within: number}} Anchor a row, and how far down in it, in pixels
 */

/** Rows are drawn this far beyond what is seen, in pixels. */
const OVERSCAN = 300;
/** A selection keeps at most so many rows in the page. */
const MOST_PINNED = 3_000;
/** Further down than any page goes: the browser takes it for the end. */
const THE_END = 1e9;

/**
 * The scrolling log. It draws only what is seen, once in a frame (`draw`), and holds what is seen where it is while rows come at the end
 * and go at the front. Fires `scrolled-up` and `scrolled-to-end` when a person does so, and `restyled` when it is to be drawn again.
 */
export class OnetailLines extends HTMLElement {
  /** @type {ShownSession|null} */
  #session = null;
  #heights = new RowHeights();
  #space = document.createElement('div');
  #rows = new RowWindow(this.#space);
  #measure = document.createElement('span');
  #size = { width: 0, height: 0 };
  /** Heights in pixels: of a line, of a mark, above the first row and below the last; and how many characters fit into a line. */
  #metrics = { line: 20, mark: 40, padding: 8, columns: 80 };
  /** @type {AnsiColours|null} null when the theme has to be read again */
  #colours = null;
  /** @type {{from: number, to: number}|null} rows that a selection needs */
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

  /** @param {ShownSession|null} session whose rows are shown */
  set session(session) {
    this.#session = session;
    this.#pinned = null;
    this.#restyle();
  }

  /**
   * Draws the session as it is now.
   * @returns {boolean} whether another frame would improve it
   */
  draw() {
    if (this.#session === null || this.#size.height === 0) return false;
    const { buffer, following } = this.#session;
    const before = this.scrollTop;
    const anchor = this.#anchor(before);
    // In a hidden page nothing is drawn: rows may have come and gone unseen.
    if (this.#stale || this.#heights.end < buffer.first) this.#remeasure(buffer);
    this.#heights.dropBefore(buffer.first);
    this.#estimateNew(buffer);
    const end = Math.max(0, this.#heights.total + 2 * this.#metrics.padding - this.#size.height);
    const [from, to] = this.#range(following ? end : Math.min(end, this.#topOf(anchor)));
    this.#colours ??= new AnsiColours(readAnsiTheme());
    this.#rows.show(buffer, from, to, this.#colours);
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

  /**
   * What stands at the top of the view, so that it can be put there again.
   * @param {number} top
   * @returns {Anchor}
   */
  #anchor(top) {
    const seq = this.#heights.rowAt(top);
    return { seq, within: top - this.#heights.topOf(seq) };
  }

  /**
   * The row may have become lower since: without wrapping, say.
   * @param {Anchor} anchor
   */
  #topOf({ seq, within }) {
    const { first, end } = this.#heights;
    if (seq < first) return 0;
    return this.#heights.topOf(seq) + (seq < end ? Math.min(within, this.#heights.of(seq)) : 0);
  }

  /**
   * @param {number} top
   * @returns {[number, number]} the rows to draw
   */
  #range(top) {
    const { padding } = this.#metrics;
    let from = this.#heights.rowAt(top - padding - OVERSCAN);
    let to = this.#heights.rowAt(top - padding + this.#size.height + OVERSCAN) + 1;
    if (this.#pinned !== null) {
      from = Math.max(this.#heights.first, Math.min(from, this.#pinned.from), from - MOST_PINNED);
      to = Math.min(this.#heights.end, Math.max(to, this.#pinned.to + 1), to + MOST_PINNED);
    }
    return [from, Math.min(to, this.#heights.end)];
  }

  /** @param {LineBuffer} buffer */
  #estimateNew(buffer) {
    for (let row = buffer.at(this.#heights.end); row !== undefined; row = buffer.at(this.#heights.end)) {
      this.#heights.append(this.#estimate(row));
    }
  }

  /** @param {import('./line-buffer.js').Row} row */
  #estimate(row) {
    const { line, mark, columns } = this.#metrics;
    if (row.kind !== 'line') return mark;
    if (!settings.wrap) return line;
    const shown = row.expanded ? row.text : lastState(row.text).text;
    return Math.max(1, Math.ceil(shown.length / columns)) * line;
  }

  /**
   * Replaces estimates by what was drawn.
   * @returns {boolean} whether any was wrong
   */
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

  /**
   * @param {number} top
   * @param {number} before
   */
  #scroll(top, before) {
    if (top === THE_END || Math.abs(top - before) >= 1) this.scrollTop = top;
    this.#lastTop = this.scrollTop;
  }

  /** @param {LineBuffer} buffer */
  #remeasure(buffer) {
    this.#stale = false;
    const line = parseFloat(getComputedStyle(this.#measure).lineHeight);
    const character = this.#measure.offsetWidth / 100;
    this.#metrics = {
      line,
      mark: tokenNumber('--mark-lines') * line,
      padding: tokenNumber('--lines-padding'),
      columns: Math.max(20, Math.floor((this.#size.width - 2 * line) / character)),
    };
    this.#colours = null;
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

  /** @param {WheelEvent} event */
  #onWheel = ({ deltaY, ctrlKey }) => {
    if (deltaY < 0 && !ctrlKey && this.scrollTop > 0) this.dispatchEvent(new Event('scrolled-up'));
  };

  #onSelection = () => {
    const selection = document.getSelection();
    const anchor = this.#rows.rowOf(selection?.anchorNode ?? null);
    const focus = this.#rows.rowOf(selection?.focusNode ?? null);
    if (selection === null || selection.isCollapsed || anchor === null || focus === null) {
      this.#pinned = null;
      return;
    }
    this.#pinned = { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
    this.dispatchEvent(new Event('scrolled-up'));
  };

  /**
   * Shows what a line said before, or not any more; the view holds still, or the line would be gone in a moment.
   * @param {MouseEvent} event
   */
  #onClick = ({ target }) => {
    const button = target instanceof Element ? target.closest('.line-states') : null;
    const seq = this.#rows.rowOf(button);
    const buffer = this.#session?.buffer;
    const row = seq === null ? undefined : buffer?.at(seq);
    if (row?.kind !== 'line') return;
    buffer?.toggle(row);
    this.dispatchEvent(new Event('scrolled-up'));
    this.dispatchEvent(new Event('restyled'));
  };

  /** @param {ClipboardEvent} event */
  #onCopy = (event) => {
    const selection = document.getSelection();
    if (selection === null || selection.rangeCount === 0) return;
    const text = copyText(selection.getRangeAt(0), this.#rows.elements);
    if (text === null) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
}

customElements.define('onetail-lines', OnetailLines);
