import { t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';

/** Who is signed in, and the way out. */
class OnetailWho extends Element {
  static properties = { who: { attribute: false } };

  render() {
    if (!this.who?.user) return nothing;
    const { user, name, logout } = this.who;
    return html`<footer class="who">
      <span class="who-name" data-testid="who" title=${user}>${name}</span>
      ${logout === null ? nothing : html`<button class="tool tool-quiet" data-testid="sign-out" @click=${this.#out}>${icon('out')}<span>${t('session.signOut')}</span></button>`}
    </footer>`;
  }

  #out() {
    this.dispatchEvent(new CustomEvent('sign-out', { bubbles: true }));
  }
}

/** Says that the session has ended, above what is shown. */
class OnetailEnded extends Element {
  static properties = { ended: { attribute: false } };

  render() {
    if (!this.ended) return nothing;
    return html`<div class="session-ended" data-testid="session-ended" role="alert">
      <p><strong>${t('session.ended')}</strong> <span>${t('session.endedHint')}</span></p>
      <button class="tool tool-main" data-testid="sign-in" @click=${this.#in}>${t('session.signIn')}</button>
    </div>`;
  }

  #in() {
    this.dispatchEvent(new CustomEvent('sign-in', { bubbles: true }));
  }
}

customElements.define('onetail-who', OnetailWho);
customElements.define('onetail-ended', OnetailEnded);
