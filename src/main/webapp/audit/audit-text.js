import { safeText } from '../language/safe-text.js';
import { formatBytes, t } from '../language/translate.js';

/**
 * @typedef {{generation?: number|string, offset: number|string}} AuditPosition in a log, or in a file, which has no generation
 *
 * @typedef {{event: 'sign-in', groups: string[]}} SignInDetail
 * @typedef {{event: 'view', from: AuditPosition|{last: number}|'end', masked: boolean}} ViewDetail
 * @typedef {{event: 'viewed', from: AuditPosition|null, to: AuditPosition|null}} ViewedDetail
 * @typedef {{event: 'download'|'downloaded'|'search', from: AuditPosition, to: AuditPosition, masked: boolean}} FileDetail
 * @typedef {{event: 'sign-in-failed'|'sign-out'|'refused'|'withdrawn'|'more', reason: string}} ReasonDetail
 * @typedef {SignInDetail|ViewDetail|ViewedDetail|FileDetail|ReasonDetail} AuditDetail
 *
 * @typedef {{event?: string, host?: string, source?: string, what?: string|null, claimed?: string|null}} AuditSubject
 * @typedef {{id: string, at: string, user: string|null, address: string} & AuditSubject & AuditDetail} AuditEvent
 */

/**
 * @param {AuditSubject} event
 * @returns {string} what it is about: a log, what was asked for, or who somebody claimed to be
 */
export function subjectOf({ host, source, what, claimed }) {
  return safeText(host === undefined ? what ?? claimed ?? '' : `${host} ${source}`);
}

/**
 * @param {AuditDetail} event
 * @returns {string} where a view began and how far it came, or why something was refused or ended
 */
export function detailOf(event) {
  switch (event.event) {
    case 'sign-in':
      return safeText(event.groups.join(', '));
    case 'view':
      return withMask(beginOf(event.from), event.masked);
    case 'viewed':
      return event.from === null || event.to === null ? t('audit.nothingSeen') : rangeOf(event.from, event.to);
    case 'download':
    case 'downloaded':
    case 'search':
      return withMask(rangeOf(event.from, event.to), event.masked);
    default:
      return safeText(event.reason ?? '');
  }
}

/**
 * @param {string} text
 * @param {boolean} masked
 */
function withMask(text, masked) {
  return masked ? t('audit.withMask', { text }) : text;
}

/** @param {AuditPosition|{last: number}|'end'} from */
function beginOf(from) {
  if (from === 'end') return t('audit.fromEnd');
  return 'last' in from ? t('audit.fromLast', { lines: from.last }) : t('audit.fromByte', { at: placeOf(from) });
}

/**
 * @param {AuditPosition} from
 * @param {AuditPosition} to
 */
function rangeOf(from, to) {
  const range = { from: placeOf(from), to: placeOf(to) };
  if (String(from.generation) !== String(to.generation)) return t('audit.range', range);
  return t('audit.rangeBytes', { ...range, bytes: formatBytes(Number(to.offset) - Number(from.offset)) });
}

/** @param {AuditPosition} position */
function placeOf({ generation, offset }) {
  return generation === undefined ? `${offset}` : `${generation}-${offset}`;
}
