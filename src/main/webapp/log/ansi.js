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
 */

/** @type {Style} */
export const PLAIN = Object.freeze({
  fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false, strike: false,
});

// ECMA-48: control sequences, control strings (OSC, DCS, SOS, PM, APC; up to their end or the line's), other escapes.
// eslint-disable-next-line no-control-regex
const ESCAPE = /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// eslint-disable-next-line no-control-regex
const MAY_ESCAPE = /[\x1b\x90\x98\x9b\x9d-\x9f]/;

/** @returns {string} the text without escape sequences */
export function stripEscapes(text) {
  return MAY_ESCAPE.test(text) ? text.replace(ESCAPE, '') : text;
}

/**
 * Splits text at its colour sequences (SGR). All other escape sequences are removed and never interpreted.
 * @param {string} text one line
 * @returns {{text: string, style: Style}[]} runs in order, none empty
 */
export function parseAnsi(text) {
  if (!MAY_ESCAPE.test(text)) return text === '' ? [] : [{ text, style: PLAIN }];
  const runs = [];
  let style = PLAIN;
  let from = 0;
  const add = (to) => {
    if (to > from) runs.push({ text: text.slice(from, to), style });
  };
  for (const match of text.matchAll(ESCAPE)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1]);
  }
  add(text.length);
  return runs;
}

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

/** `38;5;n` and `38;2;r;g;b`: the colour and how many further parameters it took. */
function listedColour(codes, at) {
  const numbers = codes.slice(at, at + 4).map(Number);
  if (numbers[0] === 5) return [palette(numbers[1]), 2];
  if (numbers[0] === 2) return [rgb(numbers.slice(1)), 4];
  return [null, codes.length];
}

/** `38:5:n`, `38:2:r:g:b` and `38:2:space:r:g:b`. */
function colonColour([kind, ...numbers]) {
  if (kind === 5) return palette(numbers[0]);
  return kind === 2 ? rgb(numbers.length > 3 ? numbers.slice(1, 4) : numbers) : null;
}

function palette(index) {
  return index >= 0 && index <= 255 ? index : null;
}

function rgb(parts) {
  if (parts.length < 3 || !parts.every((part) => part >= 0 && part <= 255)) return null;
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
}
