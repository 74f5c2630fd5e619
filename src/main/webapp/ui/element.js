import { ReactiveElement } from '../lib/reactive-element/reactive-element.js';
import { render } from '../lib/lit-html/lit-html.js';
import { settings } from '../settings/settings.js';

export { html, nothing } from '../lib/lit-html/lit-html.js';
export { repeat } from '../lib/lit-html/directives/repeat.js';

/**
 * A custom element whose `render()` returns a lit-html template. It renders into the page itself, so that the page's style sheets and a
 * selection across rows work, and again when a setting (the language, say) changes.
 *
 * This is lit-element in a few lines: the rest of Lit has no bare import specifiers, so the browser loads it as it comes, without an
 * import map, which a strict Content-Security-Policy would refuse.
 */
export class Element extends ReactiveElement {
  #rerender = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    settings.addEventListener('change', this.#rerender);
  }

  disconnectedCallback() {
    settings.removeEventListener('change', this.#rerender);
    super.disconnectedCallback();
  }

  update(changed) {
    super.update(changed);
    render(this.render(), this, { host: this });
  }
}
