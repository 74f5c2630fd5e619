import { seen } from '../language/seen.js';
import { formatAgo, formatBytes, formatInstant, t } from '../language/translate.js';
import { html, nothing } from '../ui/element.js';
import { icon } from '../ui/icons.js';

/**
 * @param {object} row of the host list
 * @param {{index: number, active: boolean, chosen: boolean}} place
 * @param {{choose: (row: object) => void, refresh: (host: string) => void}} actions
 * @returns the row's template
 */
export function hostRow(row, place, actions) {
  if (row.kind === 'host') return host(row, place, actions);
  return row.kind === 'log' ? log(row, place, actions) : note(row, place, actions);
}

function host(row, { index, active }, { choose, refresh }) {
  const { host: { name, description, labels }, loading } = row.entry;
  const tags = Object.values(labels ?? {});
  return html`<div class="host" id="row-${index}" role="treeitem" aria-level="1" aria-expanded=${String(row.open)} aria-selected="false"
    data-testid="host" data-host=${name} ?data-active=${active} title=${seen(description ? `${name}: ${description}` : name)} @click=${() => choose(row)}>
    <span class="host-chevron" ?data-open=${row.open}>${icon('chevron')}</span>
    <span class="host-name">${name}</span>
    ${tags.map((tag) => html`<span class="host-tag">${seen(tag)}</span>`)}
    <span class="host-space"></span>
    ${row.open ? html`<button class="host-refresh" ?data-loading=${loading} tabindex="-1" title=${t('hosts.refresh')} aria-label=${t('hosts.refresh')}
      @click=${(event) => { event.stopPropagation(); refresh(name); }}>${icon('refresh')}</button>` : nothing}
  </div>`;
}

function log({ host: name, log: { source, kind, size, modified, description } }, { index, active, chosen }, { choose }) {
  const cut = source.lastIndexOf('/') + 1;
  const command = kind === 'command';
  return html`<div class="log-entry" id="row-${index}" role="treeitem" aria-level="2" aria-selected=${String(chosen)}
    data-testid="log-entry" data-host=${name} data-source=${source} ?data-active=${active} title=${seen(source)}
    @click=${() => choose({ kind: 'log', host: name, log: { source } })}>
    ${icon(command ? 'command' : 'file')}
    <span class="log-words">
      <span class="log-name"><span class="log-folder"><bdi>${seen(source.slice(0, cut))}</bdi></span><span class="log-file">${seen(source.slice(cut))}</span></span>
      <span class="log-about">${command
        ? html`<span class="log-kind">${t('hosts.command')}</span>${description ? html` <span class="log-command">${seen(description)}</span>` : nothing}`
        : html`${size === undefined || size === null ? nothing : formatBytes(size)}${modified
          ? html` · <time datetime=${modified} title=${formatInstant(modified)}>${formatAgo(modified)}</time>` : nothing}`}</span>
    </span>
  </div>`;
}

function note({ host: name, note: kind, message, values }, { index, active }, { refresh }) {
  const error = kind === 'error';
  return html`<div class="host-note" id="row-${index}" role="treeitem" aria-level="2" aria-selected="false"
    data-note=${kind} ?data-active=${active} title=${error ? message : nothing}>
    ${error ? html`<span class="host-error-words" role="alert">${message}</span>
      <button class="link" tabindex="-1" @click=${() => refresh(name)}>${t('log.retry')}</button>` : t(`hosts.${kind}`, values)}
  </div>`;
}
