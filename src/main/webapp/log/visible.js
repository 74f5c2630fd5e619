// C0 without tab, DEL, C1, and the characters that reorder text around them.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** @returns {string} the text with every control character as a symbol that can be seen */
export function showControls(text) {
  return text.replace(INVISIBLE, symbolOf);
}

function symbolOf(character) {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `‹${code.toString(16).toUpperCase().padStart(2, '0')}›`;
}
