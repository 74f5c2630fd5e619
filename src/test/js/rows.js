/**
 * A line that is complete and was not drawn over.
 * @param {string} text in ASCII
 * @returns {import('../../main/webapp/log/line-buffer.js').LineContent}
 */
export function line(text) {
  return {
    kind: 'line', text, level: '', bytes: text.length, cut: 0, dropped: 0, states: 0,
    expanded: false, open: false, headless: false, version: 0,
  };
}
