/** What text must reach on its background: AA is 4.5; the tints behind warnings and errors cost a little. */
const CONTRAST = 5;

/** The terminal's sixteen colours, once for each theme, and what lies behind them. */
const THEMES = {
  light: {
    paper: '#ffffff', ink: '#1d242c',
    base: ['#1d242c', '#b3261e', '#1a6b34', '#7a5200', '#1d54b8', '#8a2a8f', '#0b6570', '#57606a',
      '#59636e', '#c92a2a', '#2b7a0b', '#8a5a00', '#2563d9', '#a333a8', '#0e7490', '#3b434c'],
  },
  dark: {
    paper: '#10151b', ink: '#d8dfe7',
    base: ['#8b949e', '#ff7b72', '#56d364', '#e3b341', '#79b8ff', '#d2a8ff', '#56d4dd', '#d8dfe7',
      '#9aa4af', '#ffa198', '#7ee787', '#f2cc60', '#a5d0ff', '#e2c5ff', '#86e6ee', '#ffffff'],
  },
};
const CUBE = [0, 95, 135, 175, 215, 255];
const known = new Map();

/**
 * The colours to draw a run of text with, moved towards black or white as far as it takes to read it.
 * @param {import('./ansi.js').Style} style
 * @param {'light'|'dark'} theme
 * @returns {{color: string|null, background: string|null}} `#rrggbb`, or null for the page's own
 */
export function coloursOf({ fg, bg, inverse, dim }, theme) {
  const key = `${theme} ${fg} ${bg} ${inverse} ${dim}`;
  let colours = known.get(key);
  if (colours === undefined) {
    if (known.size > 4_096) known.clear();
    colours = choose(fg, bg, inverse, dim, THEMES[theme]);
    known.set(key, colours);
  }
  return colours;
}

function choose(fg, bg, inverse, dim, theme) {
  const front = fg === null ? null : rgbOf(fg, theme);
  const back = bg === null ? null : rgbOf(bg, theme);
  const [ink, paper] = inverse ? [back ?? theme.paper, front ?? theme.ink] : [front, back];
  if (ink === null && paper === null && !dim) return { color: null, background: null };
  const behind = paper ?? theme.paper;
  const wanted = ink ?? theme.ink;
  return { color: readable(dim ? mix(wanted, behind, 0.35) : wanted, behind), background: paper };
}

function rgbOf(colour, { base }) {
  if (typeof colour === 'string') return colour;
  if (colour < 16) return base[colour];
  if (colour >= 232) return hex([0, 0, 0].map(() => 8 + (colour - 232) * 10));
  const index = colour - 16;
  return hex([CUBE[Math.floor(index / 36)], CUBE[Math.floor(index / 6) % 6], CUBE[index % 6]]);
}

function readable(colour, behind) {
  const pole = contrast('#000000', behind) > contrast('#ffffff', behind) ? '#000000' : '#ffffff';
  const enough = Math.min(CONTRAST, contrast(pole, behind));
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, behind) >= enough) return candidate;
  }
  return pole;
}

/** @returns {number} the WCAG contrast of two colours, 1 to 21 */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour) {
  const [r, g, b] = parts(colour).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(a, b, share) {
  const other = parts(b);
  return hex(parts(a).map((part, i) => Math.round(part + (other[i] - part) * share)));
}

function parts(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function hex(numbers) {
  return `#${numbers.map((number) => number.toString(16).padStart(2, '0')).join('')}`;
}
