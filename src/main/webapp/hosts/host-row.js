import { safeText } from '../language/safe-text.js';
import { formatAgo, formatBytes, formatInstant, t } from '../language/translate.js';
import { icon } from '../ui/icons.js';
import { html, nothing } from '../ui/page-element.js';

/**
 * @typedef {import('./host-list.js').HostListRow} HostListRow
 * @typedef {{index: number, active: boolean, chosen: boolean}} RowPlace
 * @typedef {{choose: (row: HostListRow) => void, refresh: (host: string) => void}} RowActions
 */

/**
 * @param {HostListRow} row
 * @param {RowPlace} place
 * @param {RowActions} actions
 */
export function hostRow(row, place, actions) {
  switch (row.kind) {
    case 'host':
      return hostEntry(row, place, actions);
    case 'log':
      return logEntry(row, place, actions);
    case 'error':
      return errorEntry(row, place, actions);
    case 'crowded':
      return crowdedEntry(row, place);
    default:
      return noteEntry(row, place);
  }
}

/**
 * @param {import('./host-list.js').HostRow} row
 * @param {RowPlace} place
 * @param {RowActions} actions
 */
function hostEntry(row, { index, active }, { choose, refresh }) {
  const { info: { name, description, labels }, loading } = row.entry;
  return html`<div class="host" id="row-${index}" role="treeitem" aria-level="1" aria-expanded=${String(row.open)} aria-selected="false"
    data-testid="host" data-host=${name} ?data-active=${active} title=${safeText(description ? `${name}: ${description}` : name)}
    @click=${() => choose(row)}>
    <span class="host-chevron" ?data-open=${row.open}>${icon('chevron')}</span>
    <span class="host-name">${name}</span>
    ${Object.values(labels).map((label) => html`<span class="host-tag">${safeText(label)}</span>`)}
    <span class="spacer"></span>
    ${row.open ? refreshButton(loading, () => refresh(name)) : nothing}
  </div>`;
}

/**
 * @param {boolean} loading
 * @param {() => void} refresh
 */
function refreshButton(loading, refresh) {
  /** @param {Event} event */
  const pressed = (event) => {
    event.stopPropagation();
    refresh();
  };
  return html`<button class="host-refresh" ?data-loading=${loading} tabindex="-1" title=${t('hosts.refresh')}
    aria-label=${t('hosts.refresh')} @click=${pressed}>${icon('refresh')}</button>`;
}

/**
 * @param {import('./host-list.js').LogRow} row
 * @param {RowPlace} place
 * @param {RowActions} actions
 */
function logEntry(row, { index, active, chosen }, { choose }) {
  const { host, log: { source, kind } } = row;
  const cut = source.lastIndexOf('/') + 1;
  return html`<div class="log-entry" id="row-${index}" role="treeitem" aria-level="2" aria-selected=${String(chosen)}
    data-testid="log-entry" data-host=${host} data-source=${source} ?data-active=${active} title=${safeText(source)}
    @click=${() => choose(row)}>
    ${icon(kind === 'command' ? 'command' : 'file')}
    <span class="log-words">
      <span class="log-name"><span class="log-folder"><bdi>${safeText(source.slice(0, cut))}</bdi></span><span
        class="log-file">${safeText(source.slice(cut))}</span></span>
      <span class="log-about">${kind === 'command' ? aboutCommand(row.log) : aboutFile(row.log)}</span>
    </span>
  </div>`;
}

/** @param {import('../wire/api.js').LogInfo} log */
function aboutCommand({ description }) {
  return html`<span class="log-kind">${t('hosts.command')}</span>${description
    ? html` <span class="log-command">${safeText(description)}</span>` : nothing}`;
}

/** @param {import('../wire/api.js').LogInfo} log */
function aboutFile({ size, modified }) {
  return html`${size === undefined || size === null ? nothing : formatBytes(size)}${modified
    ? html` · <time datetime=${modified} title=${formatInstant(modified)}>${formatAgo(modified)}</time>` : nothing}`;
}

/**
 * @param {import('./host-list.js').NoteRow} row
 * @param {RowPlace} place
 */
function noteEntry({ note }, { index, active }) {
  return html`<div class="host-note" id="row-${index}" role="treeitem" aria-level="2" aria-selected="false"
    data-note=${note} ?data-active=${active}>${t(`hosts.${note}`)}</div>`;
}

/**
 * @param {import('./host-list.js').CrowdedRow} row
 * @param {RowPlace} place
 */
function crowdedEntry({ directory, count }, { index, active }) {
  const words = t('hosts.crowded', { directory: safeText(directory), count });
  return html`<div class="host-note" id="row-${index}" role="treeitem" aria-level="2" aria-selected="false"
    data-note="crowded" ?data-active=${active} title=${words}><span class="host-note-words">${words}</span></div>`;
}

/**
 * @param {import('./host-list.js').ErrorRow} row
 * @param {RowPlace} place
 * @param {RowActions} actions
 */
function errorEntry({ host, message }, { index, active }, { refresh }) {
  return html`<div class="host-note" id="row-${index}" role="treeitem" aria-level="2" aria-selected="false"
    data-note="error" ?data-active=${active} title=${message}>
    <span class="host-note-words" role="alert">${message}</span>
    <button class="link" tabindex="-1" @click=${() => refresh(host)}>${t('log.retry')}</button>
  </div>`;
}
