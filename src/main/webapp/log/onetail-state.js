import { t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';
import './onetail-limits.js';
import { stateWords } from './state-words.js';

/** @returns {string} the words, with the page's own sentence where there is no reason from the server */
function inWords({ key, values }) {
  return t(key, 'reason' in values && !values.reason ? { reason: t('log.connectionLost') } : values);
}

/** These elements show what lives in other objects, so they are drawn whenever their parent is. */
const ALWAYS = { attribute: false, hasChanged: () => true };
const FROM_OUTSIDE = { session: ALWAYS, connection: ALWAYS };

/** The state of the connection in words, with a dot. */
class OnetailState extends Element {
  static properties = FROM_OUTSIDE;

  render() {
    const words = stateWords(this.connection, this.session.view);
    const seconds = words.retryAt === null ? null : Math.max(0, Math.ceil((words.retryAt - Date.now()) / 1000));
    return html`<span class="state" data-testid="state" data-state=${words.state} ?data-limited=${words.lacks.length > 0}>
      <span class="state-dot" aria-hidden="true"></span>
      <span class="state-words" role="status" aria-live="polite" title=${inWords(words)}>${inWords(words)}</span>
      ${seconds === null ? nothing : html`<span class="state-count" aria-hidden="true">${t('log.in', { seconds })}</span>`}
      <onetail-limits .lacks=${words.lacks}></onetail-limits>
    </span>`;
  }
}

/** What is wrong, and what can be done about it. */
class OnetailTrouble extends Element {
  static properties = FROM_OUTSIDE;

  render() {
    const { state, message } = stateWords(this.connection, this.session.view);
    if (state === 'ended') {
      return this.#panel('notice', message ?? t('log.endedHint'), nothing, 'continue', t('log.continue'));
    }
    if (state === 'error') {
      const hint = this.session.view.watching && this.connection.state !== 'refused' ? t('log.watching') : nothing;
      return this.#panel('error', message ?? t('log.error'), hint, 'retry', t('log.retry'));
    }
    return nothing;
  }

  #panel(id, message, hint, action, word) {
    return html`<div class="trouble" data-testid=${id} data-kind=${id} role="alert">
      <p class="trouble-words"><span>${message}</span> ${hint === nothing ? nothing : html`<span class="trouble-hint">${hint}</span>`}</p>
      <button class="tool tool-main" data-testid=${action} @click=${this.#again}>${word}</button>
    </div>`;
  }

  #again() {
    if (this.connection.state === 'refused') this.connection.retry();
    else this.session.view.open();
  }
}

customElements.define('onetail-state', OnetailState);
customElements.define('onetail-trouble', OnetailTrouble);
