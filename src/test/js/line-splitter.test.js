import { LineSplitter, LONGEST_LINE_BYTES } from '../../main/webapp/log/line-splitter.js';
import { equal, present, test } from './harness.js';

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);
/** @param {string} text */
const utf16 = (text) => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));

/**
 * @param {LineSplitter} splitter
 * @param {Uint8Array[]} chunks
 */
function split(splitter, ...chunks) {
  /** @type {string[]} */
  const lines = [];
  for (const chunk of chunks) {
    splitter.feed(chunk);
    for (let piece = splitter.next(); piece !== null; piece = splitter.next()) {
      if (piece.starts) lines.push('');
      lines[lines.length - 1] += piece.text;
      if (piece.ends) lines[lines.length - 1] += '$';
    }
  }
  return lines;
}

test('lines end at line feeds', () => {
  equal(split(new LineSplitter(), bytes('a\n\nb\n')), ['a$', '$', 'b$']);
});

test('however the bytes are cut, the lines are the same', () => {
  const all = bytes('één\n日志 👍 line\r\n\nlast');
  for (let cut = 1; cut < all.length; cut++) {
    equal(split(new LineSplitter(), all.subarray(0, cut), all.subarray(cut)), ['één$', '日志 👍 line\r$', '$', 'last'], `at ${cut}`);
  }
  equal(split(new LineSplitter(), ...Array.from(all, (byte) => Uint8Array.of(byte))), ['één$', '日志 👍 line\r$', '$', 'last']);
});

test('charsets are decoded', () => {
  equal(split(new LineSplitter('GBK'), Uint8Array.of(0xb6, 0xa9, 0xb5), Uint8Array.of(0xa5, 10)), ['订单$']);
  equal(split(new LineSplitter('ISO-8859-1'), Uint8Array.of(0xe9, 10)), ['é$']);
  equal(split(new LineSplitter('no such charset'), bytes('é\n')), ['é$']);
});

test('UTF-16 is split at its own line feeds, wherever the server cut it', () => {
  const all = utf16('aĊb\n你好\n');
  for (let cut = 1; cut < all.length; cut++) {
    equal(split(new LineSplitter('UTF-16LE'), all.subarray(0, cut), all.subarray(cut)), ['aĊb$', '你好$'], `at ${cut}`);
  }
  const big = Uint8Array.from([...'a\nb'].flatMap((c) => [0, c.charCodeAt(0)]));
  equal(split(new LineSplitter('UTF-16BE'), big), ['a$', 'b']);
});

test('UTF-16 that begins within a character is read from the next one', () => {
  const splitter = new LineSplitter('UTF-16LE');
  splitter.feed(utf16('abc\n').subarray(1), 1);
  equal(present(splitter.next()).text, 'bc');
});

test('a line of a gigabyte is cut, and costs nothing', () => {
  const splitter = new LineSplitter();
  const chunk = new Uint8Array(65_000).fill(97);
  let text = 0;
  let cut = 0;
  for (let i = 0; i < 1_000; i++) {
    splitter.feed(chunk);
    const piece = present(splitter.next());
    text += piece.text.length;
    cut += piece.cut;
  }
  equal([text, cut], [LONGEST_LINE_BYTES, 65_000_000 - LONGEST_LINE_BYTES]);
  equal(split(splitter, bytes('end\nnext\n')).pop(), 'next$');
});

test('a cut within a character leaves no half of it', () => {
  const splitter = new LineSplitter();
  const line = bytes('x' + '日'.repeat(LONGEST_LINE_BYTES));
  splitter.feed(line);
  const { text } = present(splitter.next());
  equal(text.endsWith('日'), true);
  splitter.feed(bytes('\nnext\n'));
  equal([present(splitter.next()).text, present(splitter.next()).text], ['', 'next']);
});

test('after a break nothing is continued', () => {
  const splitter = new LineSplitter();
  splitter.feed(Uint8Array.of(0xe6));
  splitter.next();
  splitter.breakLine();
  splitter.feed(bytes('a\n'));
  equal(splitter.next(), { text: 'a', starts: true, ends: true, bytes: 2, cut: 0, again: 0, dropped: 0 });
});
