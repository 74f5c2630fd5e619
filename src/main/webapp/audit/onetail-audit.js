import { safeText } from '../language/safe-text.js';
import { formatInstant, t } from '../language/translate.js';
import { DialogElement } from '../ui/dialog-element.js';
import { icon } from '../ui/icons.js';
import { html, nothing } from '../ui/page-element.js';
import { getJson, messageOf } from '../wire/api.js';
import { detailOf, subjectOf } from './audit-text.js';

const COLUMNS = /** @type {const} */ (['when', 'who', 'address', 'what', 'about', 'detail']);
const PAGE_EVENTS = 100;

/** Who did what, for administrators; newest first, older ones on demand. */
export class OnetailAudit extends DialogElement {
  /** @type {import('./audit-text.js').AuditEvent[]} */
  #events = [];
  #more = false;
  #failure = '';

  async show() {
    super.show();
    this.#events = [];
    await this.#load();
  }

  render() {
    const refresh = html`<button class="tool tool-quiet" aria-label=${t('audit.refresh')} title=${t('audit.refresh')}
      @click=${this.show}>${icon('refresh')}</button>`;
    return this.dialogOf('audit', t('audit.title'), this.#table(), refresh);
  }

  #table() {
    return html`
      ${this.#failure === '' ? nothing : html`<p role="alert">${this.#failure}</p>`}
      <div class="audit-scroll" tabindex="0">
        <table>
          <thead><tr>${COLUMNS.map((name) => html`<th scope="col">${t(`audit.${name}`)}</th>`)}</tr></thead>
          <tbody data-testid="audit">${this.#events.map(eventRow)}</tbody>
        </table>
        ${this.#more ? html`<button class="tool" data-testid="audit-older" @click=${this.#load}>${t('audit.older')}</button>` : nothing}
      </div>`;
  }

  async #load() {
    const last = this.#events.at(-1);
    try {
      const answer = await getJson(`api/audit?limit=${PAGE_EVENTS}${last ? `&before=${last.id}` : ''}`);
      const { events, more } = /** @type {import('../wire/api.js').AuditAnswer} */ (answer);
      this.#events = [...this.#events, ...events];
      this.#more = more;
      this.#failure = '';
    } catch (failure) {
      this.#failure = messageOf(failure);
    }
    this.requestUpdate();
  }
}

/** @param {import('./audit-text.js').AuditEvent} event */
function eventRow(event) {
  return html`<tr data-event=${event.event}>
    <td>${formatInstant(event.at)}</td><td>${safeText(event.user ?? '—')}</td><td>${event.address}</td>
    <td>${t(`audit.event.${event.event}`)}</td><td class="audit-about">${subjectOf(event)}</td><td>${detailOf(event)}</td>
  </tr>`;
}

customElements.define('onetail-audit', OnetailAudit);
