// C0 without tab, DEL and C1; what has no width of its own or reorders the text around it (Unicode's Default_Ignorable_Code_Point without
// the selectors of emoji's looks); line and paragraph separators. Joiners are seen only next to ASCII, where they join nothing.
/* eslint-disable no-control-regex */
const INVISIBLES = [
  /\0{4,}|[\x00-\x08\x0a-\x1f\x7f-\x9f\xad]/,
  /[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/,
  /(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])/,
  /\ud82f[\udca0-\udca3]|\ud834[\udd73-\udd7a]|\udb40[\udc00-\udfff]/,
];
/* eslint-enable no-control-regex */
const INVISIBLE = new RegExp(INVISIBLES.map(({ source }) => source).join('|'), 'g');

// Unicode's pictures of them (U+2400…) would be shorter, but many machines have no font for those.
const NAMES = ('NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI '
  + 'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US').split(' ');
/** Unicode's own abbreviations, for those that a person may look up. */
const FORMATS = new Map([
  [0x7f, 'DEL'], [0xad, 'SHY'], [0x61c, 'ALM'], [0x200b, 'ZWSP'], [0x200c, 'ZWNJ'], [0x200d, 'ZWJ'], [0x200e, 'LRM'],
  [0x200f, 'RLM'], [0x202a, 'LRE'], [0x202b, 'RLE'], [0x202c, 'PDF'], [0x202d, 'LRO'], [0x202e, 'RLO'], [0x2060, 'WJ'],
  [0x2066, 'LRI'], [0x2067, 'RLI'], [0x2068, 'FSI'], [0x2069, 'PDI'], [0xfeff, 'BOM'],
]);

/**
 * @param {string} text
 * @returns {string} the text with every control or invisible character as its name, such as `‹CR›`, or its number
 */
export function showControls(text) {
  return text.replace(INVISIBLE, symbolOf);
}

/** @param {string} characters one, or zero bytes */
function symbolOf(characters) {
  const code = characters.codePointAt(0) ?? 0;
  const name = NAMES[code] ?? FORMATS.get(code) ?? code.toString(16).toUpperCase().padStart(2, '0');
  return code === 0 && characters.length > 1 ? `‹${name} ×${characters.length}›` : `‹${name}›`;
}
