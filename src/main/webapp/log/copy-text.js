/**
 * The text of a selection that reaches over several rows: one line for each, without what the page has added.
 * @param {Range} range
 * @param {Element[]} rows in order
 * @returns {string|null} null if it lies within one row, where the browser knows better
 */
export function copyText(range, rows) {
  const touched = rows.filter((row) => range.intersectsNode(row));
  if (touched.length < 2) return null;
  return touched.flatMap((row) => row.querySelector('.line-text') ?? []).map((text) => within(range, text)).join('\n');
}

/**
 * @param {Range} range
 * @param {Element} text
 * @returns {string} what of the text is in the range
 */
function within(range, text) {
  const part = document.createRange();
  part.selectNodeContents(text);
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0) part.setStart(range.startContainer, range.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString();
}
