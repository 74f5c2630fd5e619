import { formatNumber, t } from '../language/translate.js';

const REASONS = new Set(['slow', 'browser', 'unavailable']);

/** @returns {string} what a mark says */
export function markText({ kind, skipped, reason }) {
  if (kind !== 'gap') return t(`mark.${kind}`);
  if (reason === 'hole') return t('mark.hole', { count: skipped });
  const why = REASONS.has(reason) ? t(`mark.${reason}`) : String(reason);
  return skipped === null
    ? t('mark.gapUnknown', { reason: why })
    : t('mark.gap', { bytes: t('mark.bytes', { count: skipped }), reason: why });
}

/** @returns {string} the range that a gap stands for; empty for other marks */
export function markTitle({ kind, from, to }) {
  if (kind !== 'gap') return '';
  const range = { from: formatNumber(from.offset), to: formatNumber(to.offset) };
  if (from.generation === to.generation) return t('mark.range', range);
  return t('mark.rangeGenerations', { ...range, fromGeneration: String(from.generation), toGeneration: String(to.generation) });
}
