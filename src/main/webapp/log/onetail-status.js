import { safeText } from '../language/safe-text.js';
import { formatBytes, formatNumber, t } from '../language/translate.js';
import { html, LIVING, nothing, PageElement } from '../ui/page-element.js';
import { CHARSETS, guessCharset } from './charsets.js';

/** @typedef {import('./log-session.js').LogSession} LogSession */

/**
 * The line at the bottom: how much there is, how fast it comes, where in the file it is, and what its bytes are read as. Fires `charset`
 * with the name of the one that a person wants, null for the server's.
 */
export class OnetailStatus extends PageElement {
  static properties = { session: LIVING, chosen: { attribute: false } };

  /** @type {{bytes: Uint8Array|null, charset: string|null}} */
  #guessed = { bytes: null, charset: null };

  constructor() {
    super();
    /** @type {LogSession} */
    this.session;
    /** @type {string|undefined} the charset that a person has chosen */
    this.chosen;
  }

  render() {
    const { buffer, rate, following, held, view } = this.session;
    return html`<footer class="status">
      <span class="status-item status-name"><bdi>${safeText(`${view.host} · ${view.source}`)}</bdi></span>
      <span class="status-item">${t('status.lines', { lines: buffer.length })}</span>
      ${buffer.droppedRows === 0 ? nothing
        : html`<span class="status-item status-extra">${t('status.dropped', { lines: buffer.droppedRows })}</span>`}
      <span class="status-item">${t('status.rate', { rate: Math.round(rate) })}</span>
      ${view.next === null ? nothing : positionItem(view.next)}
      ${held ? html`<span class="status-item status-note">${t('status.held')}</span>` : nothing}
      ${following || held ? nothing : html`<span class="status-item status-note">${t('status.stopped')}</span>`}
      ${this.#hint(this.session)} ${this.#charsets(this.session)}
    </footer>`;
  }

  /**
   * Bytes that can't be read are a question to the person: the page only has a guess.
   * @param {LogSession} session
   */
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

  /** @param {LogSession} session */
  #charsets({ charset }) {
    const names = CHARSETS.some((name) => name.toLowerCase() === charset) ? CHARSETS : [charset, ...CHARSETS];
    return html`<select class="status-item status-charset" data-testid="charset" aria-label=${t('status.charset')}
      title=${t('status.charset')} .value=${nameOf(charset)} @change=${this.#chosenInList}>
      ${names.map((name) => html`<option value=${name} ?selected=${name.toLowerCase() === charset}>${name}</option>`)}
      ${this.chosen ? html`<option value="">${t('status.charsetDefault')}</option>` : nothing}
    </select>`;
  }

  /** @param {Event & {target: HTMLSelectElement}} event */
  #chosenInList({ target }) {
    this.#choose(target.value);
  }

  /** @param {string} charset empty for the server's */
  #choose(charset) {
    this.dispatchEvent(new CustomEvent('charset', { detail: charset || null }));
  }
}

/** @param {import('../wire/position.js').Position} position */
function positionItem({ generation, offset }) {
  const exactly = `${String(generation)} : ${formatNumber(offset)}`;
  const words = t('status.position', { bytes: formatBytes(Number(offset)) });
  return html`<span class="status-item status-extra" title=${exactly}>${words}</span>`;
}

/** @param {string} charset in small letters */
function nameOf(charset) {
  return CHARSETS.find((name) => name.toLowerCase() === charset) ?? charset;
}

customElements.define('onetail-status', OnetailStatus);
