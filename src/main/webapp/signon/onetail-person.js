import { t } from '../language/translate.js';
import { icon } from '../ui/icons.js';
import { html, nothing, PageElement } from '../ui/page-element.js';

/** Who is signed in, and the way out. Fires `sign-out`. */
export class OnetailPerson extends PageElement {
  static properties = { who: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../wire/api.js').SessionInfo|null} */
    this.who = null;
  }

  render() {
    if (!this.who?.user) return nothing;
    const { user, name, logout } = this.who;
    return html`<footer class="who">
      <span class="who-name" data-testid="who" title=${user}>${name}</span>
      ${logout === null ? nothing : this.#signOut()}
    </footer>`;
  }

  #signOut() {
    return html`<button class="tool tool-quiet" data-testid="sign-out"
      @click=${() => this.dispatchEvent(new CustomEvent('sign-out'))}>${icon('out')}<span>${t('session.signOut')}</span></button>`;
  }
}

customElements.define('onetail-person', OnetailPerson);
