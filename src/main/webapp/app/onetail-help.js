import { t } from '../language/translate.js';
import { DialogElement } from '../ui/dialog-element.js';
import { html } from '../ui/page-element.js';
import { SHORTCUT_HELP } from './shortcuts.js';

/** What the keys do. */
export class OnetailHelp extends DialogElement {
  render() {
    return this.dialogOf('help', t('help.title'), html`<dl>${SHORTCUT_HELP.map(helpEntry)}</dl>`);
  }
}

/** @param {typeof SHORTCUT_HELP[number]} help */
function helpEntry({ keys, name }) {
  return html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${t(`help.${name}`)}</dd></div>`;
}

customElements.define('onetail-help', OnetailHelp);
