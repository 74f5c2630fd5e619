import '../audit/onetail-audit.js';
import '../hosts/onetail-hosts.js';
import { seen } from '../language/seen.js';
import { t } from '../language/translate.js';
import { Activity } from '../signon/activity.js';
import '../signon/onetail-session.js';
import { api, getJson, post, whyRefused } from '../wire/api.js';
import { LiveConnection } from '../wire/live-connection.js';
import '../log/onetail-view.js';
import { settings } from '../settings/settings.js';
import { Element, html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';
import { logOf, searchOf } from './address.js';
import './onetail-help.js';
import { shortcut } from './shortcuts.js';

/** The page: the list on the left, the chosen log on the right. The address names the log. */
class OnetailApp extends Element {
  static properties = { administers: { state: true }, log: { state: true }, drawer: { state: true }, who: { state: true }, ended: { state: true } };

  #connection = new LiveConnection({
    createSocket: () => new WebSocket(liveAddress()),
    whyRefused,
    noAnswer: () => t('log.noAnswer'),
    changed: () => this.querySelector('onetail-view')?.connectionChanged(),
    clock: { now: Date.now, start: (run, ms) => setTimeout(run, ms), stop: (timer) => clearTimeout(timer) },
  });

  #activity = new Activity({ send: () => post('api/session/used').catch(() => {}), now: Date.now });

  constructor() {
    super();
    this.who = null;
    this.ended = false;
    this.log = logOf(location.search);
    this.drawer = this.log === null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', () => this.#show(logOf(location.search)));
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
    api.addEventListener('signed-out', () => {
      this.ended = true;
    });
    this.#recognise();
  }

  render() {
    return html`
      <div class="app" ?data-drawer=${this.drawer}>
        <nav class="side" id="side" aria-label=${t('app.menu')}>
          <div class="brand">
            ${brand('')}
            <span class="brand-name">Onetail</span>
            <span class="host-space"></span>
            ${this.#settings()}
          </div>
          <onetail-hosts .chosen=${this.log} @choose=${({ detail }) => this.#choose(detail)}
            @rights=${({ detail }) => { this.administers = detail.administers; }}></onetail-hosts>
          <onetail-who .who=${this.who} @sign-out=${this.#signOut}></onetail-who>
        </nav>
        <div class="scrim" @click=${this.#toggleDrawer}></div>
        <main class="main">
          <button class="menu" aria-label=${t(this.drawer ? 'app.closeMenu' : 'app.menu')} aria-controls="side" aria-expanded=${String(this.drawer)}
            @click=${this.#toggleDrawer}>${icon(this.drawer ? 'close' : 'menu')}</button>
          <onetail-ended .ended=${this.ended} @sign-in=${this.#signIn}></onetail-ended>
          ${this.log === null ? this.#welcome() : html`<onetail-view .log=${this.log} .connection=${this.#connection}
            @charset=${({ detail }) => this.#readAs(detail)}></onetail-view>`}
        </main>
        <onetail-help></onetail-help>
        <onetail-audit></onetail-audit>
      </div>`;
  }

  updated(changed) {
    if (changed.has('log')) document.title = this.log === null ? 'Onetail' : seen(`${fileName(this.log.source)} · ${this.log.host} — Onetail`);
  }

  #settings() {
    return html`
      ${this.administers ? html`<button class="tool tool-quiet" title=${t('audit.title')} aria-label=${t('audit.title')} data-testid="audit-open"
        @click=${() => this.querySelector('onetail-audit').show()}>${icon('audit')}</button>` : nothing}
      <button class="tool tool-quiet" title=${t('app.languageTitle')} data-testid="language" @click=${() => settings.toggleLanguage()}>${t('app.language')}</button>
      <button class="tool tool-quiet" title=${t(`app.theme.${settings.theme}`)} aria-label=${t(`app.theme.${settings.theme}`)} data-testid="theme"
        @click=${() => settings.nextTheme()}>${icon(settings.theme)}</button>
      <button class="tool tool-quiet" title="${t('app.help')} (?)" aria-label=${t('app.help')} data-testid="help" @click=${this.#help}>${icon('keyboard')}</button>`;
  }

  #welcome() {
    return html`<section class="welcome">
      ${brand('welcome-mark')}
      <h1>${t('app.choose')}</h1>
      <p>${t('app.chooseHint')}</p>
      <p class="welcome-keys"><kbd>/</kbd> ${t('help.search')} <kbd>?</kbd> ${t('app.help')}</p>
    </section>`;
  }

  #choose(log) {
    this.drawer = false;
    if (log.host === this.log?.host && log.source === this.log?.source) return;
    history.pushState(null, '', searchOf(log));
    this.#show(log);
  }

  /** The address keeps it, so that it holds after a reload, and for whoever is sent the link. */
  #readAs(charset) {
    const { host, source } = this.log;
    const log = charset === null ? { host, source } : { host, source, charset };
    history.replaceState(null, '', searchOf(log));
    this.#show(log);
  }

  #show(log) {
    if (log?.host === this.log?.host && log?.source === this.log?.source && log?.charset === this.log?.charset) return;
    this.log = log;
    if (log !== null) this.querySelector('onetail-hosts').reveal(log);
  }

  /** Asks who is signed in; perhaps somebody has signed in again in another tab. */
  async #recognise() {
    try {
      this.who = await getJson('api/session');
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
    const answer = await post('logout').catch(() => null);
    this.#connection.leave();
    if (answer?.location) location.assign(answer.location);
    else location.reload();
  }

  #toggleDrawer() {
    this.drawer = !this.drawer;
  }

  #help() {
    this.querySelector('onetail-help').show();
  }

  /** From the list to the log. */
  #leaveList() {
    this.drawer = this.log === null;
    this.querySelector('onetail-lines')?.focus();
  }

  #keys(event) {
    const view = this.querySelector('onetail-view');
    const action = {
      leave: () => this.#leaveList(),
      search: () => {
        this.drawer = true;
        this.querySelector('onetail-hosts').focusSearch();
      },
      help: () => this.#help(),
      follow: view && (() => view.toggleFollow()),
      end: view && (() => view.follow(true)),
      home: view && (() => view.toTop()),
      wrap: () => settings.toggleWrap(),
      larger: () => settings.changeFontSize(1),
      smaller: () => settings.changeFontSize(-1),
      asBefore: () => settings.changeFontSize(0),
    }[shortcut(event)];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

function brand(more) {
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

function fileName(source) {
  return source.slice(source.lastIndexOf('/') + 1);
}

customElements.define('onetail-app', OnetailApp);
