import { parseAnsi, stripEscapes } from '../../main/webapp/log/ansi.js';
import { AnsiColours, contrast } from '../../main/webapp/log/ansi-colours.js';
import { golden } from './golden.js';
import { readAnsiTheme } from '../../main/webapp/log/ansi-theme.js';
import { equal, ok, test } from './harness.js';
import { withStyleSheets } from './style-sheets.js';

/** @param {string} sequence */
const styleOf = (sequence) => {
  const { style } = parseAnsi(`${sequence}x`)[0];
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== null && value !== false));
};
/** @param {string} text */
const textOf = (text) => parseAnsi(text).map((run) => run.text).join('');

test('text without sequences is one plain run', () => {
  equal(parseAnsi('hello').map(({ text }) => text), ['hello']);
  equal(parseAnsi(''), []);
});

test('the sixteen colours', () => {
  equal(styleOf('\x1b[31m'), { fg: 1 });
  equal(styleOf('\x1b[97;44m'), { fg: 15, bg: 4 });
  equal(styleOf('\x1b[101m'), { bg: 9 });
});

test('256 colours and true colours, with semicolons and with colons', () => {
  equal(styleOf('\x1b[38;5;208m'), { fg: 208 });
  equal(styleOf('\x1b[48:5:17m'), { bg: 17 });
  equal(styleOf('\x1b[38;2;255;128;0;1m'), { fg: '#ff8000', bold: true });
  equal(styleOf('\x1b[38:2::1:2:3m'), { fg: '#010203' });
  equal(styleOf('\x1b[38:2:1:2:3m'), { fg: '#010203' });
});

test('attributes go on and off', () => {
  equal(styleOf('\x1b[1;2;3;4;7;9m'), { bold: true, dim: true, italic: true, underline: true, inverse: true, strike: true });
  equal(styleOf('\x1b[1;2;3;4;7;9m\x1b[22;23;24;27;29m'), {});
  equal(styleOf('\x1b[1;31m\x1b[m'), {});
  equal(styleOf('\x1b[4:3m'), { underline: true });
  equal(styleOf('\x1b[4m\x1b[4:0m'), {});
});

test('colours that make no sense change nothing', () => {
  equal(styleOf('\x1b[38;5;999m'), {});
  equal(styleOf('\x1b[38;2;1m'), {});
  equal(styleOf('\x1b[38m'), {});
  equal(styleOf('\x1b[?25m'), {});
});

test('all other sequences are removed', () => {
  equal(textOf('a\x1b]0;title\x07b'), 'ab');
  equal(textOf('a\x1b[2J\x1b[10;10Hb\x1b[Kc'), 'abc');
  equal(textOf('a\x1bPdevice\x1b\\b\x1b(Bc\x1b7d\x1bMe'), 'abcde');
  equal(textOf('a\x9b31mb\x9d0;title\x9cc'), 'abc');
  equal(textOf('end\x1b'), 'end');
  equal(textOf('end\x1b['), 'end');
});

test('the address of a link is kept as text, once', () => {
  equal(textOf('a \x1b]8;;https://example.org/run/42\x1b\\run 42\x1b]8;;\x1b\\ b'), 'a run 42 (https://example.org/run/42) b');
  equal(textOf('\x1b]8;id=x;https://example.org/\x07here\x1b]8;;\x07 \x1b]8;;file:///b;c\x07not closed'),
    'here (https://example.org/) not closed (file:///b;c)');
  equal(textOf('\x1b]8;;https://example.org/\x07see https://example.org/\x1b]8;;\x07!'), 'see https://example.org/!');
  equal(textOf('a\x9d8;;https://example.org\x9cb\x9d8;;\x9cc'), 'ab (https://example.org)c');
});

test('colours that JSON or Python has escaped are colours, other escaped sequences stay as they were written', () => {
  const text = String.raw`{"msg":"\u001b[31mred\u001B[0m \x1b[1mbold\u001b[2J \u001bx C:\x1b31m"}`;
  equal(parseAnsi(text).map(({ text: part, style }) => [part, style.fg, style.bold]), [
    ['{"msg":"', null, false], ['red', 1, false], [' ', null, false], [String.raw`bold\u001b[2J \u001bx C:\x1b31m"}`, null, true]]);
  equal(stripEscapes(String.raw`\u001b[38;5;1mERROR\u001b[0m`), 'ERROR');
});

test('what is shown of a text is what masks look at', async () => {
  const { texts } = await golden('mask/golden-escapes.json');
  for (const { about, text, seen } of texts) {
    equal(stripEscapes(text), seen, about);
    equal(textOf(text), seen, about);
  }
});

test('stripping gives the same text as parsing', () => {
  const text = '\x1b[32mINFO\x1b[0m \x1b]0;t\x07ready\x1b[K';
  equal(stripEscapes(text), textOf(text));
});

test('an escape without an end costs linear time', () => {
  const text = `\x1b]${'x\x1b['.repeat(5_000)}`;
  const from = performance.now();
  stripEscapes(text);
  ok(performance.now() - from < 200, 'under 200 ms');
});

/** The two themes, as the style sheet has them. */
async function themes() {
  const root = document.documentElement;
  /** @type {Record<string, import('../../main/webapp/log/ansi-colours.js').AnsiTheme>} */
  const read = {};
  await withStyleSheets(['ui/tokens.css'], () => {
    for (const theme of ['light', 'dark']) {
      root.dataset.theme = theme;
      read[theme] = readAnsiTheme();
    }
  });
  delete root.dataset.theme;
  return read;
}

/**
 * @param {AnsiColours} colours
 * @param {import('../../main/webapp/log/ansi.js').Colour} fg
 * @param {import('../../main/webapp/log/ansi.js').Colour} bg
 * @param {{inverse?: boolean, dim?: boolean}} [how]
 */
const drawn = (colours, fg, bg, { inverse = false, dim = false } = {}) => colours.of({ fg, bg, inverse, dim });

test('every colour can be read on its background in both themes', async () => {
  for (const [name, theme] of Object.entries(await themes())) {
    const colours = new AnsiColours(theme);
    /** @type {(run: import('../../main/webapp/log/ansi-colours.js').RunColours, about: string) => void} */
    const isReadable = ({ color, background }, about) =>
      ok(contrast(color ?? theme.ink, background ?? theme.paper) >= 4.5, `${name} ${about}`);
    for (let fg = 0; fg < 256; fg++) {
      for (const dim of [false, true]) isReadable(drawn(colours, fg, null, { dim }), `${fg} ${dim}`);
      isReadable(drawn(colours, fg, null, { inverse: true }), `inverse ${fg}`);
    }
    for (let bg = 0; bg < 256; bg++) {
      for (const fg of [null, bg, 0, 7, 15, '#808080']) isReadable(drawn(colours, fg, bg), `${fg} on ${bg}`);
    }
  }
});

test('the style sheet has each of the terminal\'s colours, in both themes', async () => {
  const { light, dark } = await themes();
  for (const { paper, ink, base } of [light, dark]) {
    ok([paper, ink, ...base].every((colour) => /^#[0-9a-f]{6}$/.test(colour)), `${[paper, ink, ...base]}`);
    equal(new Set(base).size, 16);
  }
  equal([light.paper, dark.paper], ['#ffffff', '#10151b']);
});

test('plain text keeps the page\'s own colours', async () => {
  const { dark } = await themes();
  equal(drawn(new AnsiColours(dark), null, null), { color: null, background: null });
});
