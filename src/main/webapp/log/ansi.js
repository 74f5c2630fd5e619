/**
 * @typedef {number|string|null} Colour 0..255 of the terminal's palette, `#rrggbb`, or null for the default
 * @typedef {object} Style how a run of text is drawn
 * @property {Colour} fg
 * @property {Colour} bg
 * @property {boolean} bold
 * @property {boolean} dim
 * @property {boolean} italic
 * @property {boolean} underline
 * @property {boolean} inverse
 * @property {boolean} strike
 * @property {boolean} [address] where the text before it leads, which a terminal would not show
 *
 * @typedef {{text: string, style: Style}} StyledRun
 */

/** @type {Style} */
export const PLAIN = Object.freeze({
  fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false, strike: false,
});

// ECMA-48: control sequences, control strings (OSC, DCS, SOS, PM, APC; up to their end or the line's), other escapes.
// JSON writes ESC as \u001b, Python's repr as \x1b: of those only colours are taken for what they are, the rest stays as it was written.
/* eslint-disable no-control-regex */
const ESCAPES = [
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])?/,
  /(\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])([^\x07\x1b\x9c]*)(?:\x07|\x1b\\|\x9c)?/,
  /\\(?:u00|x)1[bB]\[([\d;:]*)m/,
  /\x1b[ -/]*[0-~]?/,
];
const ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'g');
const MAY_ESCAPE = /[\x1b\x90\x98\x9b\x9d-\x9f]/;
/* eslint-enable no-control-regex */
const WRITTEN_ESCAPE = /\\(?:u00|x)1[bB]\[/;
/** OSC 8: a link's address; without one, its end. */
const LINK = /^8;[^;]*;(.*)$/s;
const ADDRESS = Object.freeze({ ...PLAIN, address: true });

/**
 * Almost no line does, and this is asked of each.
 * @param {string} text
 */
function mayEscape(text) {
  return MAY_ESCAPE.test(text) || (text.includes('\\') && WRITTEN_ESCAPE.test(text));
}

/**
 * @param {string} text
 * @returns {string} the text without escape sequences
 */
export function stripEscapes(text) {
  return mayEscape(text) ? text.replace(ESCAPE, '') : text;
}

/**
 * @param {string} text
 * @returns {string} its colour sequences, which hold for what comes after it on the same line
 */
export function coloursIn(text) {
  let colours = '';
  for (const [sequence, parameters, final] of text.matchAll(ESCAPE)) {
    if (final === 'm') colours = parameters === '' || parameters === '0' ? '' : colours + sequence;
  }
  return colours;
}

/**
 * Splits text at its colour sequences (SGR). The address of a link (OSC 8) is kept as a run of its own after the link's text, unless that
 * says it already. All other escape sequences are removed and never interpreted. Colours end with their line: what follows in a log may be
 * from another writer, and a view may begin anywhere.
 * @param {string} text one line
 * @returns {StyledRun[]} in order, none empty
 */
export function parseAnsi(text) {
  if (!mayEscape(text)) return text === '' ? [] : [{ text, style: PLAIN }];
  /** @type {StyledRun[]} */
  const runs = [];
  let style = PLAIN;
  let from = 0;
  /** @param {number} to */
  const add = (to) => {
    if (to > from) runs.push({ text: text.slice(from, to), style });
  };
  /** @type {{address: string, runs: number}|null} */
  let link = null;
  const endLink = () => {
    if (link === null) return;
    const said = runs.slice(link.runs).map((run) => run.text).join('');
    if (!said.includes(link.address)) runs.push({ text: ` (${link.address})`, style: ADDRESS });
    link = null;
  };
  for (const match of text.matchAll(ESCAPE)) {
    add(match.index);
    from = match.index + match[0].length;
    const [, parameters, final, begin, string, written] = match;
    if (final === 'm') style = applySgr(style, parameters);
    else if (written !== undefined) style = applySgr(style, written);
    else if (begin === '\x1b]' || begin === '\x9d') {
      const address = LINK.exec(string)?.[1];
      if (address === undefined) continue;
      endLink();
      if (address !== '') link = { address, runs: runs.length };
    }
  }
  add(text.length);
  endLink();
  return runs;
}

/**
 * @param {Style} before
 * @param {string} parameters
 * @returns {Style}
 */
function applySgr(before, parameters) {
  if (/[<-?]/.test(parameters)) return before;
  const style = { ...before };
  const codes = parameters.split(';');
  for (let i = 0; i < codes.length; i++) {
    const [code, ...sub] = codes[i].split(':').map((digits) => (digits === '' ? null : Number(digits)));
    if (code === 38 || code === 48) {
      const colour = sub.length > 0 ? colonColour(sub) : null;
      const [value, used] = sub.length > 0 ? [colour, 0] : listedColour(codes, i + 1);
      if (value !== null) style[code === 38 ? 'fg' : 'bg'] = value;
      i += used;
    } else if (code === 4 && sub.length > 0) {
      style.underline = sub[0] !== 0;
    } else {
      applyCode(style, code ?? 0);
    }
  }
  return style;
}

/**
 * @param {Style} style is changed
 * @param {number} code
 */
function applyCode(style, code) {
  if (code === 0) Object.assign(style, PLAIN);
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4 || code === 21) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 9) style.strike = true;
  else if (code === 22) style.bold = style.dim = false;
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 27) style.inverse = false;
  else if (code === 29) style.strike = false;
  else if (code >= 30 && code <= 37) style.fg = code - 30;
  else if (code === 39) style.fg = null;
  else if (code >= 40 && code <= 47) style.bg = code - 40;
  else if (code === 49) style.bg = null;
  else if (code >= 90 && code <= 97) style.fg = code - 82;
  else if (code >= 100 && code <= 107) style.bg = code - 92;
}

/**
 * `38;5;n` and `38;2;r;g;b`: the colour and how many further parameters it took.
 * @param {string[]} codes
 * @param {number} at
 * @returns {[Colour, number]}
 */
function listedColour(codes, at) {
  const numbers = codes.slice(at, at + 4).map(Number);
  if (numbers[0] === 5) return [palette(numbers[1]), 2];
  if (numbers[0] === 2) return [rgb(numbers.slice(1)), 4];
  return [null, codes.length];
}

/**
 * `38:5:n`, `38:2:r:g:b` and `38:2:space:r:g:b`.
 * @param {(number|null)[]} parameters
 */
function colonColour([kind, ...numbers]) {
  if (kind === 5) return palette(numbers[0] ?? -1);
  const parts = numbers.map((number) => number ?? 0);
  return kind === 2 ? rgb(parts.length > 3 ? parts.slice(1, 4) : parts) : null;
}

/**
 * @param {number} index
 * @returns {Colour}
 */
function palette(index) {
  return index >= 0 && index <= 255 ? index : null;
}

/**
 * @param {number[]} parts
 * @returns {Colour}
 */
function rgb(parts) {
  if (parts.length < 3 || !parts.every((part) => part >= 0 && part <= 255)) return null;
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
