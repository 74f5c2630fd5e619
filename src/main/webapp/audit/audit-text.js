import { seen } from '../language/seen.js';
import { formatBytes, t } from '../language/translate.js';

/** @returns {string} what an event is about: a log, what was asked for, or who somebody claimed to be */
export function aboutOf({ host, source, what, claimed }) {
  return seen(host === undefined ? what ?? claimed ?? '' : `${host} ${source}`);
}

/** @returns {string} where a view began and how far it came, or why something was refused or ended */
export function detailOf({ event, from, to, masked, reason, groups }) {
  if (reason !== undefined) return seen(reason);
  if (event === 'sign-in') return seen(groups.join(', '));
  if (event === 'viewed') return from === null || to === null ? t('audit.nothingSeen') : rangeOf(from, to);
  if (event === 'download' || event === 'downloaded' || event === 'search') return masked ? `${rangeOf(from, to)}, ${t('audit.masked')}` : rangeOf(from, to);
  if (event !== 'view') return '';
  return masked ? `${beginOf(from)}, ${t('audit.masked')}` : beginOf(from);
}

function beginOf(from) {
  if (from === 'end') return t('audit.fromEnd');
  return from.last === undefined ? t('audit.fromByte', { at: place(from) }) : t('audit.fromLast', { lines: from.last });
}

function rangeOf(from, to) {
  const range = t('audit.range', { from: place(from), to: place(to) });
  const same = String(from.generation) === String(to.generation);
  return same ? `${range} (${formatBytes(Number(to.offset) - Number(from.offset))})` : range;
}

/** A range of a file is in no generation. */
function place({ generation, offset }) {
  return generation === undefined ? `${offset}` : `${generation}-${offset}`;
}
