const TIME = /\d\d?:\d\d:\d\d(?:[.,:]\d+)?(?: ?[AP]M\b)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?/.source;
const DATE = /\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{2,4}/.source;
const NAMED_DATE = /(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2} [ \d]?\d|\d{1,2} [A-Z][a-z]{2})(?=[ ,])(?:,? \d{4}\b)?,?/.source;
const STAMP = `(?:${DATE})(?:[T :]${TIME})?|${TIME}|${NAMED_DATE} ${TIME}(?: \\d{4}\\b)?|\\d{10}(?:\\d{3})?\\b`;
const TIMESTAMP = new RegExp(`^[[(<"]?(?:${STAMP})[\\])>"]?`);

/**
 * @param {string} text a line
 * @returns {number} how long the time stamp at its beginning is; 0 if there is none
 */
export function timestampLength(text) {
  return TIMESTAMP.exec(text)?.[0].length ?? 0;
}
