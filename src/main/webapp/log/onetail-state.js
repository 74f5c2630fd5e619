import { t } from '../language/translate.js';
import { html, LIVING, nothing, PageElement } from '../ui/page-element.js';
import './onetail-limits.js';
import { stateWords } from './state-words.js';

/** The state of the connection in words, with a dot. */
export class OnetailState extends PageElement {
  static properties = { session: LIVING, connection: LIVING };

  constructor() {
    super();
    /** @type {import('./log-session.js').LogSession} */
    this.session;
    /** @type {import('../wire/live-connection.js').LiveConnection} */
    this.connection;
  }

  render() {
    const { state, key, values, retryAt, lacks } = stateWords(this.connection, this.session.view);
    const words = t(key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value || t('log.connectionLost')])));
    const seconds = retryAt === null ? null : Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
    return html`<span class="state" data-testid="state" data-state=${state} ?data-limited=${lacks.length > 0}>
      <span class="state-dot" aria-hidden="true"></span>
      <span class="state-words" role="status" aria-live="polite" title=${words}>${words}</span>
      ${seconds === null ? nothing : html`<span class="state-count" aria-hidden="true">${t('log.in', { seconds })}</span>`}
      <onetail-limits .lacks=${lacks}></onetail-limits>
    </span>`;
  }
}

customElements.define('onetail-state', OnetailState);
