import { t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';
import { limitsOf } from './limits.js';

/** A button that opens what can't be promised of a log; nothing where all is. */
class OnetailLimits extends Element {
  static properties = { lacks: { attribute: false } };

  render() {
    const limits = limitsOf(this.lacks);
    if (limits === null) return nothing;
    const { why, what, mend } = limits;
    return html`<details class="limits" @keydown=${this.#key} @focusout=${this.#left}>
      <summary class="limits-open" data-testid="limits-open" title=${t('limits.open')} aria-label=${t('limits.open')}>${icon('info')}</summary>
      <div class="limits-words" data-testid="limits" tabindex="-1">
        <p>${t(why)}</p>
        ${what.length === 0 ? nothing : html`<ul>${what.map((key) => html`<li>${t(key)}</li>`)}</ul>`}
        ${mend === null ? nothing : html`<p>${t(mend)}</p>`}
      </div>
    </details>`;
  }

  #key({ key }) {
    if (key === 'Escape') this.#close();
  }

  #left({ relatedTarget }) {
    if (!this.contains(relatedTarget)) this.#close();
  }

  #close() {
    this.querySelector('details').open = false;
  }
}

customElements.define('onetail-limits', OnetailLimits);
