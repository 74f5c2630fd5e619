import { nothing, render } from '../lib/lit-html/lit-html.js';
import { ReactiveElement } from '../lib/reactive-element/reactive-element.js';
import { settings } from '../settings/settings.js';

export { html, nothing } from '../lib/lit-html/lit-html.js';
export { repeat } from '../lib/lit-html/directives/repeat.js';

/** A property that is an object with a life of its own: the element is drawn whenever its parent is. */
export const LIVING = { attribute: false, hasChanged: () => true };

/**
 * A custom element whose `render()` returns a lit-html template. It renders into the page itself, so that the page's style sheets and a
 * selection across rows work, and again when a setting (the language, say) changes.
 *
 * This is lit-element in a few lines: the rest of Lit has no bare import specifiers, so the browser loads it as it comes, without an
 * import map, which a strict Content-Security-Policy would refuse.
 *
 * What a parent sets is in `static properties`. A class field of that name would hide it, so its type stands in the constructor, before a
 * statement that does nothing else.
 */
export class PageElement extends ReactiveElement {
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

  /** @param {import('../lib/reactive-element/reactive-element.js').PropertyValues} changed */
  update(changed) {
    super.update(changed);
    render(this.render(), this, { host: this });
  }

  /** @returns {unknown} the element's content, a template */
  render() {
    return nothing;
  }
}
