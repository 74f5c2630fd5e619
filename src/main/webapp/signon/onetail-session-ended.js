import { t } from '../language/translate.js';
import { html, nothing, PageElement } from '../ui/page-element.js';

/** Says that the session has ended, above what is shown. Fires `sign-in`. */
export class OnetailSessionEnded extends PageElement {
  static properties = { ended: { attribute: false } };

  constructor() {
    super();
    this.ended = false;
  }

  render() {
    if (!this.ended) return nothing;
    return html`<div class="session-ended" data-testid="session-ended" role="alert">
      <p><strong>${t('session.ended')}</strong> <span>${t('session.endedHint')}</span></p>
      <button class="tool tool-main" data-testid="sign-in"
        @click=${() => this.dispatchEvent(new CustomEvent('sign-in'))}>${t('session.signIn')}</button>
    </div>`;
  }
}

customElements.define('onetail-session-ended', OnetailSessionEnded);
