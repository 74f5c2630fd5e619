import '../audit/onetail-audit.js';
import '../hosts/onetail-hosts.js';
import { safeText } from '../language/safe-text.js';
import { t } from '../language/translate.js';
import '../log/onetail-view.js';
import { settings } from '../settings/settings.js';
import { ActivityReporter } from '../signon/activity-reporter.js';
import '../signon/onetail-person.js';
import '../signon/onetail-session-ended.js';
import { icon } from '../ui/icons.js';
import { html, nothing, PageElement } from '../ui/page-element.js';
import { apiEvents, getJson, post, whyRefused } from '../wire/api.js';
import { LiveConnection } from '../wire/live-connection.js';
import { logAddress, readLogAddress } from './log-address.js';
import './onetail-help.js';
import { shortcut } from './shortcuts.js';

/**
 * @typedef {import('./log-address.js').LogName} LogName
 * @typedef {import('./log-address.js').LogChoice} LogChoice
 */

/** The page: the list on the left, the chosen log on the right. The address names the log. */
class OnetailApp extends PageElement {
  static properties = {
    administers: { state: true }, log: { state: true }, drawer: { state: true }, who: { state: true }, ended: { state: true },
  };

  #connection = new LiveConnection({
    createSocket: () => new WebSocket(liveAddress()),
    whyRefused,
    noAnswer: () => t('log.noAnswer'),
    changed: () => this.querySelector('onetail-view')?.connectionChanged(),
    clock: { now: Date.now, start: (run, ms) => setTimeout(run, ms), stop: (timer) => clearTimeout(timer) },
  });

  #activity = new ActivityReporter({ send: () => post('api/session/used').catch(() => {}), now: Date.now });

  constructor() {
    super();
    /** @type {import('../wire/api.js').SessionInfo|null} */
    this.who = null;
    this.administers = false;
    this.ended = false;
    this.log = readLogAddress(location.search);
    this.drawer = this.log === null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', () => this.#show(readLogAddress(location.search)));
    addEventListener('keydown', (event) => this.#keys(event));
    addEventListener('online', () => {
      this.#connection.retry();
      this.#connection.wake();
    });
    addEventListener('offline', () => this.#connection.offline(t('log.offline')));
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      if (this.ended) this.#recognise();
      else this.#connection.wake();
    });
    for (const sign of ['pointerdown', 'keydown', 'wheel']) {
      addEventListener(sign, () => this.ended || this.#activity.sign(), { passive: true, capture: true });
    }
    apiEvents.addEventListener('signed-out', () => {
      this.ended = true;
    });
    this.#recognise();
  }

  render() {
    return html`
      <div class="app" ?data-drawer=${this.drawer}>
        <nav class="side" id="side" aria-label=${t('app.menu')}>
          <div class="brand">
            ${brandMark('')}
            <span class="brand-name">Onetail</span>
            <span class="spacer"></span>
            ${this.#settings()}
          </div>
          <onetail-hosts .chosen=${this.log} @choose=${this.#chosen} @rights=${this.#rightsKnown}></onetail-hosts>
          <onetail-person .who=${this.who} @sign-out=${this.#signOut}></onetail-person>
        </nav>
        <div class="scrim" @click=${this.#toggleDrawer}></div>
        <main class="main">
          <button class="menu" aria-label=${t(this.drawer ? 'app.closeMenu' : 'app.menu')} aria-controls="side"
            aria-expanded=${String(this.drawer)} @click=${this.#toggleDrawer}>${icon(this.drawer ? 'close' : 'menu')}</button>
          <onetail-session-ended .ended=${this.ended} @sign-in=${this.#signIn}></onetail-session-ended>
          ${this.log === null ? welcome() : html`<onetail-view .log=${this.log} .connection=${this.#connection}
            @charset=${this.#charsetChosen}></onetail-view>`}
        </main>
        <onetail-help></onetail-help>
        <onetail-audit></onetail-audit>
      </div>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!changed.has('log')) return;
    document.title = this.log === null ? 'Onetail' : safeText(`${fileName(this.log.source)} · ${this.log.host} — Onetail`);
  }

  #settings() {
    return html`
      ${this.administers ? html`<button class="tool tool-quiet" title=${t('audit.title')} aria-label=${t('audit.title')}
        data-testid="audit-open" @click=${() => this.querySelector('onetail-audit')?.show()}>${icon('audit')}</button>` : nothing}
      <button class="tool tool-quiet" title=${t('app.languageTitle')} data-testid="language"
        @click=${() => settings.toggleLanguage()}>${t('app.language')}</button>
      <button class="tool tool-quiet" title=${t(`app.theme.${settings.theme}`)} aria-label=${t(`app.theme.${settings.theme}`)}
        data-testid="theme" @click=${() => settings.nextTheme()}>${icon(settings.theme)}</button>
      <button class="tool tool-quiet" title="${t('app.help')} (?)" aria-label=${t('app.help')} data-testid="help"
        @click=${this.#help}>${icon('keyboard')}</button>`;
  }

  /** @param {CustomEvent<LogName>} event */
  #chosen({ detail: log }) {
    this.drawer = false;
    if (log.host === this.log?.host && log.source === this.log.source) return;
    history.pushState(null, '', logAddress(log));
    this.#show(log);
  }

  /** @param {CustomEvent<{administers: boolean}>} event */
  #rightsKnown({ detail }) {
    this.administers = detail.administers;
  }

  /**
   * The address keeps it, so that it holds after a reload, and for anyone who is sent the link.
   * @param {CustomEvent<string|null>} event
   */
  #charsetChosen({ detail: charset }) {
    if (this.log === null) return;
    const { host, source } = this.log;
    const log = charset === null ? { host, source } : { host, source, charset };
    history.replaceState(null, '', logAddress(log));
    this.#show(log);
  }

  /** @param {LogChoice|null} log */
  #show(log) {
    if (log?.host === this.log?.host && log?.source === this.log?.source && log?.charset === this.log?.charset) return;
    this.log = log;
    if (log !== null) this.querySelector('onetail-hosts')?.reveal(log);
  }

  /** Asks who is signed in; perhaps somebody has signed in again in another tab. */
  async #recognise() {
    try {
      this.who = /** @type {import('../wire/api.js').SessionInfo} */ (await getJson('api/session'));
    } catch {
      return; // signed out, which is said, or away, which the connection says
    }
    this.#activity.idleAfter(this.who.idleSeconds);
    if (!this.ended) return;
    this.ended = false;
    this.#connection.retry();
  }

  /** Going to the page's own address leads through login and back to it. */
  #signIn() {
    this.querySelector('onetail-view')?.keepPlace();
    location.reload();
  }

  async #signOut() {
    const answer = /** @type {{location?: string|null}|null} */ (await post('logout').catch(() => null));
    this.#connection.leave();
    if (answer?.location) location.assign(answer.location);
    else location.reload();
  }

  #toggleDrawer() {
    this.drawer = !this.drawer;
  }

  #help() {
    this.querySelector('onetail-help')?.show();
  }

  /** From the list to the log. */
  #leaveList() {
    this.drawer = this.log === null;
    this.querySelector('onetail-lines')?.focus();
  }

  #searchList() {
    this.drawer = true;
    this.querySelector('onetail-hosts')?.focusSearch();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const view = this.querySelector('onetail-view');
    /** @type {Record<import('./shortcuts.js').ShortcutAction, (() => void)|null>} */
    const actions = {
      leave: () => this.#leaveList(),
      search: () => this.#searchList(),
      help: () => this.#help(),
      follow: view && (() => view.toggleFollow()),
      end: view && (() => view.follow(true)),
      home: view && (() => view.toTop()),
      wrap: () => settings.toggleWrap(),
      larger: () => settings.changeFontSize(1),
      smaller: () => settings.changeFontSize(-1),
      asBefore: () => settings.changeFontSize(0),
    };
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const asked = shortcut({ key, ctrlKey, metaKey, altKey, target: target instanceof Element ? target : null });
    const action = asked === undefined ? null : actions[asked];
    if (action === null) return;
    event.preventDefault();
    action();
  }
}

function welcome() {
  return html`<section class="welcome">
    ${brandMark('welcome-mark')}
    <h1>${t('app.choose')}</h1>
    <p>${t('app.chooseHint')}</p>
    <p class="welcome-keys"><kbd>/</kbd> ${t('help.search')} <kbd>?</kbd> ${t('app.help')}</p>
  </section>`;
}

/** @param {string} more a further class */
function brandMark(more) {
  return html`<svg class="brand-mark ${more}" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M6 8h13M6 14h9M6 20h5"></path>
    <path class="brand-tail" d="M17 25c6 0 9-3.500 9-8.500"></path>
    <circle class="brand-dot" cx="26" cy="12" r="2.500"></circle>
  </svg>`;
}

function liveAddress() {
  const address = new URL('live', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  return address;
}

/** @param {string} source */
function fileName(source) {
  return source.slice(source.lastIndexOf('/') + 1);
}

customElements.define('onetail-app', OnetailApp);
