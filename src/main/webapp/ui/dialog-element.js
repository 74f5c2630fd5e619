import { t } from '../language/translate.js';
import { icon } from './icons.js';
import { html, PageElement } from './page-element.js';

/** A modal dialog with a heading and a button that closes it; Escape and a click beside it close it too. */
export class DialogElement extends PageElement {
  /** Opens it. */
  show() {
    const { dialog } = this;
    if (!dialog.open) dialog.showModal();
  }

  /**
   * @param {string} name a class of the dialog's, and the beginning of its heading's id
   * @param {string} heading
   * @param {unknown} content a template
   * @param {unknown} [tools] a template of buttons beside the one that closes it
   */
  dialogOf(name, heading, content, tools) {
    return html`<dialog class="dialog ${name}" aria-labelledby="${name}-title" @click=${this.#outside}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id="${name}-title">${heading}</h2>
          ${tools}
          <button class="tool tool-quiet" aria-label=${t('dialog.close')} @click=${this.#close}>${icon('close')}</button>
        </header>
        ${content}
      </div>
    </dialog>`;
  }

  /** @returns {HTMLDialogElement} */
  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  }

  #close() {
    this.dialog.close();
  }

  /** @param {MouseEvent} event */
  #outside(event) {
    if (event.target === event.currentTarget) this.#close();
  }
}
