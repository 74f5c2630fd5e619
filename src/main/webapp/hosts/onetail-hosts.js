import { t } from '../language/translate.js';
import { icon } from '../ui/icons.js';
import { html, nothing, PageElement, repeat } from '../ui/page-element.js';
import { tokenNumber } from '../ui/style-tokens.js';
import { getJson } from '../wire/api.js';
import { HostList } from './host-list.js';
import { hostRow } from './host-row.js';
import { RowPlaces } from './row-places.js';

/**
 * @typedef {import('./host-list.js').HostListRow} HostListRow
 * @typedef {import('../app/log-address.js').LogName} LogName
 */

const OVERSCAN = 200;

/**
 * The hosts and their logs, with a search over them. Fires `choose` with the log that was chosen, and `rights` when it is known what else
 * this person may do.
 */
export class OnetailHosts extends PageElement {
  static properties = { chosen: { attribute: false } };

  #list = new HostList(getJson, () => this.#listChanged());
  #heights = {
    host: tokenNumber('--host-row'),
    log: tokenNumber('--log-row'),
    note: tokenNumber('--note-row'),
    crowded: tokenNumber('--crowded-row'),
    error: tokenNumber('--error-row'),
  };
  #places = new RowPlaces([], this.#heights);
  #active = -1;
  #height = 800;
  #revealed = false;
  #revealing = false;
  #resizes = new ResizeObserver(([entry]) => {
    this.#height = entry.contentRect.height;
    this.requestUpdate();
  });

  constructor() {
    super();
    /** @type {LogName|null} */
    this.chosen = null;
  }

  firstUpdated() {
    this.#resizes.observe(this.#child('.hosts-scroll'));
    this.#list.load();
  }

  disconnectedCallback() {
    this.#resizes.disconnect();
    super.disconnectedCallback();
  }

  focusSearch() {
    this.querySelector('input')?.select();
  }

  /**
   * Opens the host of a log, as an address names it, and brings the log into sight as soon as it is listed.
   * @param {LogName} log
   */
  reveal({ host }) {
    this.#revealing = true;
    this.#list.toggle(host, true);
  }

  render() {
    const { rows } = this.#list;
    const top = this.querySelector('.hosts-scroll')?.scrollTop ?? 0;
    const [from, to] = this.#places.between(top - OVERSCAN, top + this.#height + OVERSCAN);
    const active = this.#active >= 0 ? `row-${this.#active}` : nothing;
    return html`
      <div class="search">
        ${icon('search')}
        <input type="search" data-testid="search" role="combobox" aria-expanded="true" aria-controls="host-tree" autocomplete="off"
          spellcheck="false" aria-activedescendant=${active} placeholder=${t('hosts.search')} aria-label=${t('hosts.search')}
          @input=${this.#typed} @keydown=${this.#keys}>
        <kbd class="search-key" aria-hidden="true">/</kbd>
      </div>
      <div class="hosts-scroll" @scroll=${() => this.requestUpdate()}>
        <div class="hosts-space" id="host-tree" role="tree" tabindex="0" aria-label=${t('hosts.tree')} @keydown=${this.#keys}
          aria-activedescendant=${active}>
          <div class="hosts-window" role="presentation">${this.#rows(rows.slice(from, to), from)}</div>
        </div>
        ${this.#message()}
      </div>`;
  }

  updated() {
    const top = this.#child('.hosts-scroll').scrollTop;
    const [from] = this.#places.between(top - OVERSCAN, top);
    this.#child('.hosts-space').style.height = `${this.#places.height}px`;
    this.#child('.hosts-window').style.transform = `translateY(${this.#places.topOf(from)}px)`;
    if (this.#revealing) this.#scrollToChosen();
  }

  /**
   * @param {string} selector of an element that is always there
   * @returns {HTMLElement}
   */
  #child(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /**
   * @param {HostListRow[]} rows
   * @param {number} from the first one's index
   */
  #rows(rows, from) {
    /** @type {import('./host-row.js').RowActions} */
    const actions = { choose: (row) => this.#choose(row), refresh: (host) => this.#list.loadLogs(host) };
    return repeat(rows, ({ id }) => id, (row, i) => {
      const index = from + i;
      return hostRow(row, { index, active: index === this.#active, chosen: this.#isChosen(row) }, actions);
    });
  }

  /** @param {HostListRow} row */
  #isChosen(row) {
    return row.kind === 'log' && row.host === this.chosen?.host && row.log.source === this.chosen.source;
  }

  #message() {
    const { state, message, note, rows, query, hostCount } = this.#list;
    if (state === 'loading') return html`<p class="hosts-message">${t('hosts.loading')}</p>`;
    if (state === 'error') {
      return html`<div class="hosts-message" role="alert"><strong>${t('hosts.failed')}</strong><p>${message}</p>
        <button class="tool" @click=${() => this.#list.load()}>${t('log.retry')}</button></div>`;
    }
    if (hostCount === 0 && note !== '') {
      return html`<div class="hosts-message" data-testid="no-rights"><strong>${t('hosts.noRights')}</strong><p>${note}</p></div>`;
    }
    if (hostCount === 0) return html`<div class="hosts-message"><strong>${t('hosts.none')}</strong><p>${t('hosts.noneHint')}</p></div>`;
    if (rows.length > 0) return nothing;
    return html`<div class="hosts-message"><strong>${t('hosts.noMatch', { query })}</strong><p>${t('hosts.noMatchHint')}</p></div>`;
  }

  #listChanged() {
    if (this.#list.state === 'ready') {
      this.dispatchEvent(new CustomEvent('rights', { detail: { administers: this.#list.administers } }));
    }
    this.#places = new RowPlaces(this.#list.rows, this.#heights);
    this.#active = Math.min(this.#active, this.#list.rows.length - 1);
    if (this.chosen && !this.#revealed && this.#list.state === 'ready') {
      this.#revealed = true;
      this.reveal(this.chosen);
    }
    this.requestUpdate();
  }

  #scrollToChosen() {
    const index = this.#list.rows.findIndex((row) => this.#isChosen(row));
    if (index < 0) return;
    this.#revealing = false;
    this.#scrollTo(index);
  }

  /** @param {InputEvent & {target: HTMLInputElement}} event */
  #typed({ target }) {
    this.#search(target.value);
  }

  /** @param {string} query */
  #search(query) {
    this.#revealing = false;
    this.#active = query === '' ? -1 : 0;
    this.#list.search(query);
    this.#child('.hosts-scroll').scrollTop = 0;
  }

  /** @param {HostListRow} row */
  #choose(row) {
    this.#revealing = false;
    this.#active = this.#list.rows.findIndex(({ id }) => id === row.id);
    if (row.kind === 'host') this.#list.toggle(row.host);
    else if (row.kind === 'log') this.dispatchEvent(new CustomEvent('choose', { detail: { host: row.host, source: row.log.source } }));
    else if (row.kind === 'error') this.#list.loadLogs(row.host);
  }

  /** @param {KeyboardEvent & {target: HTMLInputElement}} event in the search, or in the tree */
  #keys(event) {
    const row = this.#list.rows[this.#active];
    const inSearch = event.target.type === 'search';
    /** @type {Record<string, (() => void)|undefined>} */
    const actions = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Enter: () => row && this.#choose(row),
      Escape: inSearch && event.target.value !== '' ? () => this.#clear(event.target) : undefined,
      ArrowRight: inSearch ? undefined : () => row?.kind === 'host' && this.#list.toggle(row.host, true),
      ArrowLeft: inSearch ? undefined : () => this.#leave(row),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  /** @param {1|-1} step */
  #move(step) {
    this.#active = Math.max(0, Math.min(this.#list.rows.length - 1, this.#active + step));
    this.#scrollTo(this.#active);
    this.requestUpdate();
  }

  /** @param {number} index */
  #scrollTo(index) {
    const scroller = this.#child('.hosts-scroll');
    const top = this.#places.topOf(index);
    const bottom = this.#places.topOf(index + 1);
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + this.#height) scroller.scrollTop = bottom - this.#height;
  }

  /** @param {HostListRow|undefined} row whose host is closed */
  #leave(row) {
    if (row === undefined) return;
    this.#active = this.#list.rows.findIndex(({ kind, host }) => kind === 'host' && host === row.host);
    this.#list.toggle(row.host, false);
  }

  /** @param {HTMLInputElement} input */
  #clear(input) {
    input.value = '';
    this.#search('');
  }
}

customElements.define('onetail-hosts', OnetailHosts);
