import { seen } from '../language/seen.js';
import { formatInstant, t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';
import { getJson } from '../wire/api.js';
import { aboutOf, detailOf } from './audit-text.js';

const PAGE = 100;

/** Who did what, for administrators; newest first, older ones on demand. */
class OnetailAudit extends Element {
  #events = [];
  #more = false;
  #failure = '';

  async show() {
    const dialog = this.querySelector('dialog');
    if (!dialog.open) dialog.showModal();
    this.#events = [];
    await this.#load();
  }

  render() {
    return html`<dialog class="audit" aria-labelledby="audit-title" @click=${this.#outside}>
      <div class="audit-body">
        <header class="help-head">
          <h2 id="audit-title">${t('audit.title')}</h2>
          <span class="host-space"></span>
          <button class="tool tool-quiet" aria-label=${t('hosts.refresh')} title=${t('audit.refresh')} @click=${this.show}>${icon('refresh')}</button>
          <button class="tool tool-quiet" aria-label=${t('help.close')} @click=${this.#close}>${icon('close')}</button>
        </header>
        ${this.#failure === '' ? nothing : html`<p role="alert">${this.#failure}</p>`}
        <div class="audit-scroll" tabindex="0">
          <table>
            <thead><tr>${['when', 'who', 'address', 'what', 'about', 'detail'].map((name) => html`<th scope="col">${t(`audit.${name}`)}</th>`)}</tr></thead>
            <tbody data-testid="audit">${this.#events.map(row)}</tbody>
          </table>
          ${this.#more ? html`<button class="tool" data-testid="audit-older" @click=${this.#load}>${t('audit.older')}</button>` : nothing}
        </div>
      </div>
    </dialog>`;
  }

  async #load() {
    const last = this.#events.at(-1);
    try {
      const { events, more } = await getJson(`api/audit?limit=${PAGE}${last ? `&before=${last.id}` : ''}`);
      this.#events = [...this.#events, ...events];
      this.#more = more;
      this.#failure = '';
    } catch (failure) {
      this.#failure = failure.message;
    }
    this.requestUpdate();
  }

  #close() {
    this.querySelector('dialog').close();
  }

  #outside(event) {
    if (event.target === event.currentTarget) this.#close();
  }
}

function row(event) {
  return html`<tr data-event=${event.event}>
    <td>${formatInstant(event.at)}</td><td>${seen(event.user ?? '—')}</td><td>${event.address}</td>
    <td>${t(`audit.event.${event.event}`)}</td><td class="audit-about">${aboutOf(event)}</td><td>${detailOf(event)}</td>
  </tr>`;
}

customElements.define('onetail-audit', OnetailAudit);
