/** What text must reach on its background: AA is 4.5; the tints behind warnings and errors cost a little. */
const CONTRAST = 5;
const CUBE = [0, 95, 135, 175, 215, 255];
const MOST_KNOWN = 4_096;

/**
 * @typedef {object} AnsiTheme colours as `#rrggbb`
 * @property {string} paper what lies behind text
 * @property {string} ink text without a colour of its own
 * @property {string[]} base the terminal's sixteen colours
 *
 * @typedef {{color: string|null, background: string|null}} RunColours `#rrggbb`, or null for the page's own
 * @typedef {Pick<import('./ansi.js').Style, 'fg'|'bg'|'inverse'|'dim'>} ColourStyle
 */

/** The colours to draw runs of text with in a theme, moved towards black or white as far as it takes to read them. */
export class AnsiColours {
  /** @type {Map<string, RunColours>} */
  #known = new Map();
  #theme;

  /** @param {AnsiTheme} theme */
  constructor(theme) {
    this.#theme = theme;
  }

  /**
   * @param {ColourStyle} style
   * @returns {RunColours}
   */
  of({ fg, bg, inverse, dim }) {
    const key = `${fg} ${bg} ${inverse} ${dim}`;
    let colours = this.#known.get(key);
    if (colours === undefined) {
      if (this.#known.size > MOST_KNOWN) this.#known.clear();
      colours = choose({ fg, bg, inverse, dim }, this.#theme);
      this.#known.set(key, colours);
    }
    return colours;
  }
}

/**
 * @param {ColourStyle} style
 * @param {AnsiTheme} theme
 * @returns {RunColours}
 */
function choose({ fg, bg, inverse, dim }, theme) {
  const front = fg === null ? null : rgbOf(fg, theme);
  const back = bg === null ? null : rgbOf(bg, theme);
  const [ink, paper] = inverse ? [back ?? theme.paper, front ?? theme.ink] : [front, back];
  if (ink === null && paper === null && !dim) return { color: null, background: null };
  const behind = paper ?? theme.paper;
  const wanted = ink ?? theme.ink;
  return { color: readable(dim ? mix(wanted, behind, 0.35) : wanted, behind), background: paper };
}

/**
 * @param {string|number} colour
 * @param {AnsiTheme} theme
 * @returns {string}
 */
function rgbOf(colour, { base }) {
  if (typeof colour === 'string') return colour;
  if (colour < 16) return base[colour];
  if (colour >= 232) return hex([0, 0, 0].map(() => 8 + (colour - 232) * 10));
  const index = colour - 16;
  return hex([CUBE[Math.floor(index / 36)], CUBE[Math.floor(index / 6) % 6], CUBE[index % 6]]);
}

/**
 * @param {string} colour
 * @param {string} behind
 */
function readable(colour, behind) {
  const pole = contrast('#000000', behind) > contrast('#ffffff', behind) ? '#000000' : '#ffffff';
  const enough = Math.min(CONTRAST, contrast(pole, behind));
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, behind) >= enough) return candidate;
  }
  return pole;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} the WCAG contrast of two colours, 1 to 21
 */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = parts(colour).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {string} a
 * @param {string} b
 * @param {number} share of the second
 */
function mix(a, b, share) {
  const other = parts(b);
  return hex(parts(a).map((part, i) => Math.round(part + (other[i] - part) * share)));
}

/** @param {string} colour */
function parts(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** @param {number[]} numbers */
function hex(numbers) {
  return `#${numbers.map((number) => number.toString(16).padStart(2, '0')).join('')}`;
}
