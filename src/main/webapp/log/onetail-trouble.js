import { t } from '../language/translate.js';
import { html, LIVING, nothing, PageElement } from '../ui/page-element.js';
import { stateWords } from './state-words.js';

/** What is wrong, and what can be done about it. */
export class OnetailTrouble extends PageElement {
  static properties = { session: LIVING, connection: LIVING };

  constructor() {
    super();
    /** @type {import('./log-session.js').LogSession} */
    this.session;
    /** @type {import('../wire/live-connection.js').LiveConnection} */
    this.connection;
  }

  render() {
    const { state, message } = stateWords(this.connection, this.session.view);
    if (state === 'ended') return this.#panel('notice', message ?? t('log.endedHint'), '', 'continue');
    if (state !== 'error') return nothing;
    const watched = this.session.view.watching && this.connection.state !== 'refused';
    return this.#panel('error', message ?? t('log.error'), watched ? t('log.watching') : '', 'retry');
  }

  /**
   * @param {'notice'|'error'} kind
   * @param {string} message
   * @param {string} hint or empty
   * @param {'continue'|'retry'} action
   */
  #panel(kind, message, hint, action) {
    return html`<div class="trouble" data-testid=${kind} data-kind=${kind} role="alert">
      <p class="trouble-words"><span>${message}</span> ${hint === '' ? nothing : html`<span class="trouble-hint">${hint}</span>`}</p>
      <button class="tool tool-main" data-testid=${action} @click=${this.#again}>${t(`log.${action}`)}</button>
    </div>`;
  }

  #again() {
    if (this.connection.state === 'refused') this.connection.retry();
    else this.session.view.open();
  }
}

customElements.define('onetail-trouble', OnetailTrouble);
