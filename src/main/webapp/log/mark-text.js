import { formatNumber, t } from '../language/translate.js';

/** @typedef {import('./line-buffer.js').MarkRow} MarkRow */

/** Why lines may be missing, as far as this page has words for it. */
const REASONS = /** @type {const} */ (['slow', 'browser', 'unavailable']);

/**
 * @param {MarkRow} mark
 * @returns {string} what it says
 */
export function markText(mark) {
  if (mark.kind !== 'gap') return t(`mark.${mark.kind}`);
  const { skipped, reason } = mark;
  if (reason === 'hole') return t('mark.hole', { count: skipped ?? 0 });
  const known = REASONS.find((name) => name === reason);
  const why = known === undefined ? reason : t(`mark.${known}`);
  return skipped === null
    ? t('mark.gapUnknown', { reason: why })
    : t('mark.gap', { bytes: t('mark.bytes', { count: skipped }), reason: why });
}

/**
 * @param {MarkRow} mark
 * @returns {string} the range that a gap stands for; empty for other marks
 */
export function markTitle(mark) {
  if (mark.kind !== 'gap') return '';
  const { from, to } = mark;
  const range = { from: formatNumber(from.offset), to: formatNumber(to.offset) };
  if (from.generation === to.generation) return t('mark.range', range);
  return t('mark.rangeGenerations', { ...range, fromGeneration: String(from.generation), toGeneration: String(to.generation) });
}
