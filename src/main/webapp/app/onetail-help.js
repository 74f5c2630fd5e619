import { t } from '../language/translate.js';
import { Element, html } from '../ui/element.js';
import { icon } from '../ui/icons.js';
import { HELP } from './shortcuts.js';

/** What the keys do. */
class OnetailHelp extends Element {
  show() {
    const dialog = this.querySelector('dialog');
    if (!dialog.open) dialog.showModal();
  }

  render() {
    return html`<dialog class="help" aria-labelledby="help-title" @click=${this.#outside}>
      <div class="help-body">
        <header class="help-head">
          <h2 id="help-title">${t('help.title')}</h2>
          <button class="tool tool-quiet" aria-label=${t('help.close')} @click=${this.#close}>${icon('close')}</button>
        </header>
        <dl>${HELP.map(([keys, name]) => html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${t(`help.${name}`)}</dd></div>`)}</dl>
      </div>
    </dialog>`;
  }

  #close() {
    this.querySelector('dialog').close();
  }

  #outside(event) {
    if (event.target === event.currentTarget) this.#close();
  }
}

customElements.define('onetail-help', OnetailHelp);
