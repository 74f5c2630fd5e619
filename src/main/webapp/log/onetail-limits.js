import { t } from '../language/translate.js';
import { icon } from '../ui/icons.js';
import { html, nothing, PageElement } from '../ui/page-element.js';
import { limitsOf } from './log-limits.js';

/** A button that opens what can't be promised of a log; nothing where all is. */
export class OnetailLimits extends PageElement {
  static properties = { lacks: { attribute: false } };

  constructor() {
    super();
    /** @type {string[]} as the server has it */
    this.lacks = [];
  }

  render() {
    const limits = limitsOf(this.lacks);
    if (limits === null) return nothing;
    const { why, what, remedy } = limits;
    return html`<details class="limits" @keydown=${this.#key} @focusout=${this.#left}>
      <summary class="limits-open" data-testid="limits-open" title=${t('limits.open')}
        aria-label=${t('limits.open')}>${icon('info')}</summary>
      <div class="limits-words" data-testid="limits" tabindex="-1">
        <p>${t(why)}</p>
        ${what.length === 0 ? nothing : html`<ul>${what.map((key) => html`<li>${t(key)}</li>`)}</ul>`}
        ${remedy === null ? nothing : html`<p>${t(remedy)}</p>`}
      </div>
    </details>`;
  }

  /** @param {KeyboardEvent} event */
  #key({ key }) {
    if (key === 'Escape') this.#close();
  }

  /** @param {FocusEvent & {relatedTarget: Node|null}} event */
  #left({ relatedTarget }) {
    if (!this.contains(relatedTarget)) this.#close();
  }

  #close() {
    const details = this.querySelector('details');
    if (details !== null) details.open = false;
  }
}

customElements.define('onetail-limits', OnetailLimits);
