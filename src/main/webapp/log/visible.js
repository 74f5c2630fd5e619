// C0 without tab, DEL, C1, and the characters that reorder text around them.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

// Unicode's pictures of them (U+2400…) would be shorter, but many machines have no font for those.
const NAMES = ('NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI '
  + 'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US').split(' ');

/** @returns {string} the text with every control character as its name, such as `‹CR›`, or its number */
export function showControls(text) {
  return text.replace(INVISIBLE, symbolOf);
}

function symbolOf(character) {
  const code = character.charCodeAt(0);
  const name = code === 0x7f ? 'DEL' : NAMES[code];
  return `‹${name ?? code.toString(16).toUpperCase().padStart(2, '0')}›`;
}
