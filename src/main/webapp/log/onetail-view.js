import { seen } from '../language/seen.js';
import { t } from '../language/translate.js';
import { settings } from '../settings/settings.js';
import { keepPlace, takePlace } from '../signon/place.js';
import { Element, html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';
import { getJson } from '../wire/api.js';
import { FrameLoop } from './frame-loop.js';
import { LogSession } from './log-session.js';
import './onetail-lines.js';
import './onetail-state.js';
import './onetail-status.js';

/** Of a frame's 16 ms, what taking in may use. */
const INTAKE_MS = 8;
/** Words and numbers are brought up to date so often; rows in each frame. */
const WORDS_MS = 200;
const WATCH_MS = 5_000;

/** A log: its name and controls, its lines, its state. Fires `charset` with what a person wants its bytes to be read as. */
export class OnetailView extends Element {
  static properties = { log: { attribute: false }, connection: { attribute: false }, copied: { state: true }, may: { state: true } };

  #session = null;
  #frames = new FrameLoop((now) => this.#frame(now));
  #wordsAt = 0;
  #words = 0;
  #watch = 0;
  #longestTaskMs = 0;

  /** @returns {{lines: number, bytes: number, dropped: number, rate: number, longestTaskMs: number}} what tests and the curious want to know */
  get stats() {
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

  /** Follows the end, or holds the view still. */
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
    this.querySelector('onetail-lines').toTop();
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

  willUpdate(changed) {
    if (changed.has('log')) this.#open();
  }

  updated(changed) {
    if (!changed.has('log')) return;
    this.querySelector('onetail-lines').session = this.#session;
    this.#wake();
  }

  render() {
    if (this.#session === null) return nothing;
    const session = this.#session;
    return html`
      <header class="view-head">
        <h1 class="view-name" title=${seen(`${this.log.host} ${this.log.source}`)}>
          <span class="view-host">${seen(this.log.host)}</span>
          <span class="view-source"><bdi>${seen(this.log.source)}</bdi></span>
        </h1>
        <onetail-state .session=${session} .connection=${this.connection}></onetail-state>
        ${this.#buttons(session)}
      </header>
      <onetail-trouble .session=${session} .connection=${this.connection}></onetail-trouble>
      <div class="view-body">
        <onetail-lines class="lines" role="log" aria-live="off" tabindex="0" data-testid="log" aria-label=${t('log.region')}
          @restyled=${this.#wake} @scrolled-up=${() => this.follow(false)} @scrolled-to-end=${() => this.follow(true)}></onetail-lines>
        ${this.#empty(session)} ${this.#jump(session)}
      </div>
      <onetail-status .session=${session} .chosen=${this.log.charset} @charset=${this.#chooseCharset}></onetail-status>`;
  }

  #buttons({ following }) {
    return html`<div class="view-tools">
      <button class="tool" aria-pressed=${String(settings.wrap)} title=${t('log.wrap')} aria-label=${t('log.wrap')}
        @click=${() => settings.toggleWrap()}>${icon('wrap')}</button>
      <button class="tool" data-testid="copy-link" title=${t('log.copyLink')} @click=${this.#copyLink}>
        ${icon(this.copied ? 'check' : 'link')}<span class="tool-word">${t(this.copied ? 'log.copied' : 'log.copyLink')}</span>
      </button>
      ${this.may.download ? this.#download() : nothing}
      <button class="tool tool-main" data-testid="follow" data-following=${String(following)}
        title=${t(following ? 'log.stopTitle' : 'log.startTitle')} @click=${() => this.toggleFollow()}>
        ${icon(following ? 'stop' : 'follow')}<span>${t(following ? 'log.stop' : 'log.start')}</span>
      </button>
    </div>`;
  }

  #download() {
    const { host, source } = this.log;
    return html`<a class="tool" data-testid="download" title=${t('log.downloadTitle')} aria-label=${t('log.download')} download
      href=${`api/download?${new URLSearchParams({ host, source })}`}>${icon('download')}<span class="tool-word">${t('log.download')}</span></a>`;
  }

  #empty({ buffer, view }) {
    if (buffer.end > 0 || view.state !== 'live') return nothing;
    return html`<div class="view-empty"><p class="view-empty-title">${t('log.empty')}</p><p>${t('log.emptyHint')}</p></div>`;
  }

  #jump({ following, held, newLines }) {
    if (following) return nothing;
    const words = newLines === 0 ? t('log.toEnd') : t(held ? 'log.manyLines' : 'log.newLines', { lines: newLines });
    return html`<button class="jump" data-testid="jump-to-end" title=${t('log.startTitle')} @click=${() => this.follow(true)}>
      ${icon('follow')}<span>${words}</span></button>`;
  }

  #open() {
    this.#session?.close();
    this.copied = false;
    this.#ask(this.log);
    this.#session = new LogSession(this.log, takePlace(sessionStorage, this.log), this.connection, {
      arrived: () => this.#frames.request(),
      changed: () => this.requestUpdate(),
    });
  }

  /** What else this person may do with the log; nothing, as long as the server does not say so. */
  async #ask(log) {
    this.may = {};
    const { host, source } = log;
    const may = await getJson(`api/hosts/${encodeURIComponent(host)}/may?${new URLSearchParams({ source })}`).catch(() => ({}));
    if (log === this.log) this.may = may;
  }

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

/** Outside of https the asynchronous clipboard does not exist. */
async function copyToClipboard(text) {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const put = (event) => {
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
}

customElements.define('onetail-view', OnetailView);
