import { seen } from '../language/seen.js';
import { formatBytes, formatNumber, t } from '../language/translate.js';
import { Element, html, nothing } from '../ui/element.js';
import { CHARSETS, guessCharset } from './charsets.js';

/**
 * The line at the bottom: how much there is, how fast it comes, where in the file it is, and what its bytes are read as. Fires `charset` with the
 * name of the one that a person wants, null for the server's.
 */
class OnetailStatus extends Element {
  static properties = { session: { attribute: false, hasChanged: () => true }, chosen: { attribute: false } };

  #guessed = { bytes: null, charset: null };

  render() {
    const { buffer, rate, following, held, view } = this.session;
    return html`<footer class="status">
      <span class="status-item status-name"><bdi>${seen(`${view.host} · ${view.source}`)}</bdi></span>
      <span class="status-item">${t('status.lines', { lines: buffer.length })}</span>
      ${buffer.droppedRows === 0 ? nothing : html`<span class="status-item status-extra">${t('status.dropped', { lines: buffer.droppedRows })}</span>`}
      <span class="status-item">${t('status.rate', { rate: Math.round(rate) })}</span>
      ${view.next === null ? nothing : this.#position(view.next)}
      ${held ? html`<span class="status-item status-note">${t('status.held')}</span>` : nothing}
      ${following || held ? nothing : html`<span class="status-item status-note">${t('status.stopped')}</span>`}
      ${this.#hint(this.session)} ${this.#charsets(this.session)}
    </footer>`;
  }

  #position({ generation, offset }) {
    const exactly = `${String(generation)} : ${formatNumber(offset)}`;
    return html`<span class="status-item status-extra" title=${exactly}>${t('status.position', { bytes: formatBytes(Number(offset)) })}</span>`;
  }

  /** Bytes that can't be read are a question to the person: the page only has a guess. */
  #hint({ malformed, charset }) {
    if (malformed === null) return nothing;
    if (this.#guessed.bytes !== malformed) this.#guessed = { bytes: malformed, charset: guessCharset(malformed, navigator.language) };
    const guess = this.#guessed.charset;
    if (guess?.toLowerCase() === charset) return nothing;
    const now = nameOf(charset);
    if (guess === null) {
      return html`<span class="status-item status-note" data-testid="charset-hint">${t('status.malformed', { charset: now })}</span>`;
    }
    return html`<button class="status-item status-hint" data-testid="charset-hint"
      @click=${() => this.#choose(guess)}>${t('status.malformedGuess', { charset: now, guess })}</button>`;
  }

  #charsets({ charset }) {
    const names = CHARSETS.some((name) => name.toLowerCase() === charset) ? CHARSETS : [charset, ...CHARSETS];
    return html`<select class="status-item status-charset" data-testid="charset" aria-label=${t('status.charset')} title=${t('status.charset')}
      .value=${nameOf(charset)} @change=${({ target }) => this.#choose(target.value)}>
      ${names.map((name) => html`<option value=${name} ?selected=${name.toLowerCase() === charset}>${name}</option>`)}
      ${this.chosen ? html`<option value="">${t('status.charsetDefault')}</option>` : nothing}
    </select>`;
  }

  #choose(charset) {
    this.dispatchEvent(new CustomEvent('charset', { detail: charset || null }));
  }
}

function nameOf(charset) {
  return CHARSETS.find((name) => name.toLowerCase() === charset) ?? charset;
}

customElements.define('onetail-status', OnetailStatus);
