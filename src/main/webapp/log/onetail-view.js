import { safeText } from '../language/safe-text.js';
import { t } from '../language/translate.js';
import { settings } from '../settings/settings.js';
import { keepPlace, takePlace } from '../signon/kept-place.js';
import { icon } from '../ui/icons.js';
import { html, nothing, PageElement } from '../ui/page-element.js';
import { getJson } from '../wire/api.js';
import { FrameLoop } from './frame-loop.js';
import { LogSession } from './log-session.js';
import './onetail-lines.js';
import './onetail-state.js';
import './onetail-status.js';
import './onetail-trouble.js';

/**
 * @typedef {import('../app/log-address.js').LogChoice} LogChoice
 * @typedef {import('../wire/api.js').LogRights} LogRights
 *
 * @typedef {object} ViewStats what tests and the curious want to know
 * @property {number} lines
 * @property {number} bytes
 * @property {number} dropped
 * @property {number} rate
 * @property {number} longestTaskMs
 */

/** Of a frame's 16 ms, what taking in may use. */
const INTAKE_MS = 8;
/** Words and numbers are brought up to date so often; rows in each frame. */
const WORDS_MS = 200;
const WATCH_MS = 5_000;

/** A log: its name and controls, its lines, its state. Fires `charset` with what a person wants its bytes to be read as. */
export class OnetailView extends PageElement {
  static properties = { log: { attribute: false }, connection: { attribute: false }, copied: { state: true }, may: { state: true } };

  /** @type {LogSession|null} */
  #session = null;
  #frames = new FrameLoop((now) => this.#frame(now));
  #wordsAt = 0;
  #words = 0;
  #watch = 0;
  #longestTaskMs = 0;

  constructor() {
    super();
    this.copied = false;
    /** @type {LogRights} */
    this.may = {};
    /** @type {LogChoice} */
    this.log;
    /** @type {import('../wire/live-connection.js').LiveConnection} */
    this.connection;
  }

  /** @returns {ViewStats|null} null while no log is open */
  get stats() {
    if (this.#session === null) return null;
    const { buffer, rate } = this.#session;
    return { lines: buffer.length, bytes: buffer.bytes, dropped: buffer.droppedRows, rate, longestTaskMs: this.#longestTaskMs };
  }

  connectedCallback() {
    super.connectedCallback();
    this.#words = setInterval(() => this.#everySoOften(), 500);
    this.#watch = setInterval(() => this.#lookAgain(), WATCH_MS);
    document.addEventListener('visibilitychange', this.#wake);
  }

  disconnectedCallback() {
    clearInterval(this.#words);
    clearInterval(this.#watch);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#session?.close();
    this.#session = null;
    super.disconnectedCallback();
  }

  /** @param {boolean} following the end, or hold the view still */
  follow(following) {
    this.#session?.follow(following);
    this.#wake();
  }

  toggleFollow() {
    this.follow(!this.#session?.following);
  }

  /** Holds still at the oldest line. */
  toTop() {
    this.follow(false);
    this.querySelector('onetail-lines')?.toTop();
  }

  /** The page is about to be left for a login; it goes on here afterwards. */
  keepPlace() {
    const next = this.#session?.view.next ?? null;
    if (next !== null) keepPlace(sessionStorage, this.log, next);
  }

  /** The connection's state has changed. */
  connectionChanged() {
    this.requestUpdate();
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('log')) this.#open();
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    const lines = this.querySelector('onetail-lines');
    if (!changed.has('log') || lines === null) return;
    lines.session = this.#session;
    this.#wake();
  }

  render() {
    if (this.#session === null) return nothing;
    const session = this.#session;
    const { host, source, charset } = this.log;
    return html`
      <header class="view-head">
        <h1 class="view-name" title=${safeText(`${host} ${source}`)}>
          <span class="view-host">${safeText(host)}</span>
          <span class="view-source"><bdi>${safeText(source)}</bdi></span>
        </h1>
        <onetail-state .session=${session} .connection=${this.connection}></onetail-state>
        ${this.#buttons(session)}
      </header>
      <onetail-trouble .session=${session} .connection=${this.connection}></onetail-trouble>
      <div class="view-body">
        <onetail-lines class="lines" role="log" aria-live="off" tabindex="0" data-testid="log" aria-label=${t('log.region')}
          @restyled=${this.#wake} @scrolled-up=${() => this.follow(false)} @scrolled-to-end=${() => this.follow(true)}></onetail-lines>
        ${emptyNote(session)} ${this.#jump(session)}
      </div>
      <onetail-status .session=${session} .chosen=${charset} @charset=${this.#chooseCharset}></onetail-status>`;
  }

  /** @param {LogSession} session */
  #buttons({ following }) {
    return html`<div class="view-tools">
      <button class="tool" aria-pressed=${String(settings.wrap)} title=${t('log.wrap')} aria-label=${t('log.wrap')}
        @click=${() => settings.toggleWrap()}>${icon('wrap')}</button>
      <button class="tool" data-testid="copy-link" title=${t('log.copyLink')} @click=${this.#copyLink}>
        ${icon(this.copied ? 'check' : 'link')}<span class="tool-word">${t(this.copied ? 'log.copied' : 'log.copyLink')}</span>
      </button>
      ${this.may.download ? downloadLink(this.log) : nothing}
      <button class="tool tool-main" data-testid="follow" data-following=${String(following)}
        title=${t(following ? 'log.stopTitle' : 'log.startTitle')} @click=${() => this.toggleFollow()}>
        ${icon(following ? 'stop' : 'follow')}<span>${t(following ? 'log.stop' : 'log.start')}</span>
      </button>
    </div>`;
  }

  /** @param {LogSession} session */
  #jump({ following, held, newLines }) {
    if (following) return nothing;
    const words = newLines === 0 ? t('log.toEnd') : t(held ? 'log.manyLines' : 'log.newLines', { lines: newLines });
    return html`<button class="jump" data-testid="jump-to-end" title=${t('log.startTitle')} @click=${() => this.follow(true)}>
      ${icon('follow')}<span>${words}</span></button>`;
  }

  #open() {
    this.#session?.close();
    this.copied = false;
    this.#askRights(this.log);
    this.#session = new LogSession(this.log, takePlace(sessionStorage, this.log), this.connection, {
      arrived: () => this.#frames.request(),
      changed: () => this.requestUpdate(),
    });
  }

  /**
   * What else this person may do with the log; nothing, as long as the server does not say so.
   * @param {LogChoice} log
   */
  async #askRights(log) {
    this.may = {};
    const { host, source } = log;
    const rights = await getJson(`api/hosts/${encodeURIComponent(host)}/may?${new URLSearchParams({ source })}`).catch(() => ({}));
    if (log === this.log) this.may = /** @type {LogRights} */ (rights);
  }

  /**
   * @param {number} now milliseconds
   * @returns {boolean} whether another frame is wanted
   */
  #frame(now) {
    const session = this.#session;
    if (session === null) return false;
    session.step(INTAKE_MS, now);
    if (document.hidden) return false;
    const again = this.querySelector('onetail-lines')?.draw() ?? false;
    if (now - this.#wordsAt > WORDS_MS) {
      this.#wordsAt = now;
      this.requestUpdate();
    }
    this.#longestTaskMs = Math.max(this.#longestTaskMs, performance.now() - now);
    return again || session.busy;
  }

  #everySoOften() {
    if (document.hidden || this.#session === null) return;
    this.#session.step(0, performance.now());
    this.requestUpdate();
  }

  /** A log that was not there may be there now. */
  #lookAgain() {
    if (!document.hidden && this.#session?.view.watching) this.#session.view.open();
  }

  #wake = () => {
    if (!document.hidden) this.#frames.request();
    this.requestUpdate();
  };

  /** @param {CustomEvent<string|null>} event */
  #chooseCharset({ detail }) {
    this.dispatchEvent(new CustomEvent('charset', { detail }));
  }

  async #copyLink() {
    await copyToClipboard(location.href);
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, 2_000);
  }
}

/** @param {LogSession} session */
function emptyNote({ buffer, view }) {
  if (buffer.end > 0 || view.state !== 'live') return nothing;
  return html`<div class="view-empty"><p class="view-empty-title">${t('log.empty')}</p><p>${t('log.emptyHint')}</p></div>`;
}

/** @param {LogChoice} log */
function downloadLink({ host, source }) {
  return html`<a class="tool" data-testid="download" title=${t('log.downloadTitle')} aria-label=${t('log.download')} download
    href=${`api/download?${new URLSearchParams({ host, source })}`}>
    ${icon('download')}<span class="tool-word">${t('log.download')}</span></a>`;
}

/**
 * Outside of https the asynchronous clipboard does not exist.
 * @param {string} text
 */
async function copyToClipboard(text) {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  /** @param {ClipboardEvent} event */
  const put = (event) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
}

customElements.define('onetail-view', OnetailView);
