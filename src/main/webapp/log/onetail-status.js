import { formatBytes, formatNumber, t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';

/** The line at the bottom: how much there is, how fast it comes, where in the file it is. */
class OnetailStatus extends Element {
  static properties = { session: { attribute: false, hasChanged: () => true } };

  render() {
    const { buffer, rate, following, held, view } = this.session;
    return html`<footer class="status">
      <span class="status-item status-name">${view.host} · ${view.source}</span>
      <span class="status-item">${t('status.lines', { lines: buffer.length })}</span>
      ${buffer.droppedRows === 0 ? nothing : html`<span class="status-item status-extra">${t('status.dropped', { lines: buffer.droppedRows })}</span>`}
      <span class="status-item">${t('status.rate', { rate: Math.round(rate) })}</span>
      ${view.next === null ? nothing : this.#position(view.next)}
      ${held ? html`<span class="status-item status-note">${t('status.held')}</span>` : nothing}
      ${following || held ? nothing : html`<span class="status-item status-note">${t('status.stopped')}</span>`}
    </footer>`;
  }

  #position({ generation, offset }) {
    const exactly = `${String(generation)} : ${formatNumber(offset)}`;
    return html`<span class="status-item status-extra" title=${exactly}>${t('status.position', { bytes: formatBytes(Number(offset)) })}</span>`;
  }
}

customElements.define('onetail-status', OnetailStatus);
