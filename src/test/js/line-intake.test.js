import { LineIntake } from '../../main/webapp/log/line-intake.js';
import { LineBuffer } from '../../main/webapp/log/line-buffer.js';
import { lastState } from '../../main/webapp/log/line-states.js';
import { equal, ok, present, test } from './harness.js';

const FOREVER = 1e9;
/**
 * @param {ConstructorParameters<typeof LineIntake>[1]} [options]
 * @param {ConstructorParameters<typeof LineBuffer>[0]} [bounds]
 */
function setUp(options = {}, bounds = {}) {
  const buffer = new LineBuffer(bounds);
  const intake = new LineIntake(buffer, { now: () => 0, ...options });
  let offset = 0;
  /**
   * @param {string|Uint8Array} text
   * @param {boolean} [continues]
   */
  const push = (text, continues = false) => {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    intake.push({ type: 'chunk', position: { generation: 1, offset }, bytes, continues, wide: null });
    offset += bytes.length;
  };
  const rows = () => Array.from({ length: buffer.length }, (_, i) => present(buffer.at(buffer.first + i)));
  const lines = () => rows().map(asLine);
  return { buffer, intake, push, rows, lines };
}

/** @param {import('../../main/webapp/log/line-buffer.js').Row} row */
function asLine(row) {
  if (row.kind !== 'line') throw new Error(`a ${row.kind} instead of a line`);
  return row;
}

test('bytes become rows', () => {
  const { intake, push, lines } = setUp();
  push('a\r\nb');
  push('c\n');
  intake.run(FOREVER, true);
  equal(lines().map(({ text, open }) => [text, open]), [['a', false], ['bc', false]]);
});

test('a row grows when its rest comes', () => {
  const { intake, push, lines } = setUp();
  push('WARN begin');
  intake.run(FOREVER, true);
  const [row] = lines();
  equal([row.text, row.open, row.level], ['WARN begin', true, 'warn']);
  const before = row.version;
  push(' end\n');
  intake.run(FOREVER, true);
  equal([row.text, row.open], ['WARN begin end', false]);
  ok(row.version > before);
});

test('a line whose beginning was not sent says so', () => {
  const { intake, push, lines } = setUp();
  push('rest\nnext\n', true);
  intake.run(FOREVER, true);
  equal(lines().map(({ headless }) => headless), [true, false]);
});

test('a line that was drawn over has the level of what it said last, also while it grows', () => {
  const { intake, push, lines } = setUp();
  push('ERROR: at 5%\r');
  intake.run(FOREVER, true);
  equal([lines()[0].level, lastState(lines()[0].text).text], ['error', 'ERROR: at 5%']);
  push('INFO: at 6%');
  intake.run(FOREVER, true);
  equal([lines().length, lines()[0].level, lastState(lines()[0].text)], [1, 'info', { text: 'INFO: at 6%', earlier: 1 }]);
  push('\r\n');
  intake.run(FOREVER, true);
  equal([lines().length, lines()[0].open, lastState(lines()[0].text).text], [1, false, 'INFO: at 6%']);
});

test('a progress bar of any length shows its last state, and takes no more than a line may', () => {
  for (const piece of [7, 60, 5_000, 60_000]) {
    const { buffer, intake, push, lines } = setUp();
    const all = Array.from({ length: 20_000 }, (_, i) => `\rstep ${i} of 20000`).join('');
    for (let at = 0; at < all.length; at += piece) {
      push(all.slice(at, at + piece));
      if (at % 3 === 0) intake.run(FOREVER, true);
    }
    push('\r\nnext\n');
    intake.run(FOREVER, true);
    const [row, next] = lines();
    equal([lastState(row.text).text, row.cut, next.text], ['step 19999 of 20000', 0, 'next'], `pieces of ${piece}`);
    equal([row.states + lastState(row.text).earlier > 19_000, row.text.length <= 16_384, buffer.bytes < 20_000], [true, true, true]);
    equal(row.bytes, all.length + 2);
  }
});

test('a mark ends the open line', () => {
  const { intake, push, rows } = setUp();
  push('half');
  intake.push({ type: 'mark', kind: 'rotated' });
  push('new\n');
  intake.run(FOREVER, true);
  equal(rows().map(({ kind, text }) => [kind, text]), [['line', 'half'], ['rotated', ''], ['line', 'new']]);
});

test('the charset holds from where it stands', () => {
  const { intake, push, lines } = setUp();
  intake.decodeAs('GBK');
  push(Uint8Array.of(0xb6, 0xa9, 10));
  intake.run(FOREVER, true);
  equal(lines()[0].text, '订');
});

test('a file in UTF-16 says so in its chunks, and each line is whole', () => {
  const { intake, lines } = setUp();
  const text = '\ufeff上海 INFO start\r\nzwei Ċ上\r\n日';
  const all = Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
  intake.decodeAs('UTF-8');
  for (let at = 0; at < all.length; at += 7) {
    const position = { generation: 1, offset: at };
    intake.push({ type: 'chunk', position, bytes: all.subarray(at, at + 7), continues: at > 0, wide: 'utf-16le' });
  }
  intake.run(FOREVER, true);
  equal(lines().map(({ text: line, headless, level }) => [line, headless, level]), [
    ['上海 INFO start', false, 'info'], ['zwei Ċ上', false, ''], ['日', false, '']]);
  equal(intake.charset, 'utf-16le');
});

test('what a person has chosen holds, and there is no doubt about it', () => {
  const { intake, push, lines } = setUp({ charset: 'GB18030' });
  intake.decodeAs('UTF-8');
  push(Uint8Array.of(0xb6, 0xa9, 10));
  intake.run(FOREVER, true);
  equal([lines()[0].text, intake.charset, intake.malformed], ['订', 'gb18030', null]);
});

test('bytes that are not text in the charset are kept for a guess; stray zero bytes are not', () => {
  const { intake, push } = setUp();
  push('a\0b and more\n日志\n');
  intake.run(FOREVER, true);
  equal(intake.malformed, null);
  push(Uint8Array.of(0x78, 0xb6, 0xa9, 10));
  intake.run(FOREVER, true);
  equal(intake.malformed, Uint8Array.of(0x78, 0xb6, 0xa9));
});

test('a hole that came in parts is one mark', () => {
  const { intake, push, rows } = setUp();
  /** @type {(from: number, to: number) => void} */
  const hole = (from, to) => intake.push({
    type: 'mark', kind: 'gap', reason: 'hole', from: { generation: 1, offset: from }, to: { generation: 1, offset: to }, bytes: to - from,
  });
  hole(0, 1_000);
  hole(1_000, 28_000);
  push('after\n');
  intake.run(FOREVER, true);
  equal(rows().map((row) => (row.kind === 'gap' ? [row.kind, row.reason, row.skipped, row.text] : [row.kind, row.text])), [
    ['gap', 'hole', 28_000, ''], ['line', 'after']]);
});

test('a slice ends when its time is up, and the next goes on', () => {
  let now = 0;
  const { intake, push, lines } = setUp({ now: () => now++ });
  push('x\n'.repeat(10_000));
  intake.run(8, true);
  ok(lines().length < 1_000, 'a bounded slice');
  ok(!intake.idle);
  while (!intake.idle) intake.run(8, true);
  equal(lines().length, 10_000);
});

test('while nothing may be dropped a full buffer takes no more', () => {
  const { buffer, intake, push } = setUp({}, { mostRows: 600 });
  push('x\n'.repeat(2_000));
  intake.run(FOREVER, false);
  equal([buffer.length, buffer.first, intake.idle], [600, 0, false]);
  intake.run(FOREVER, true);
  equal([buffer.end, intake.idle], [2_000, true]);
  ok(buffer.first > 0);
});

test('more than fits becomes one gap with its range, and the newest is kept', () => {
  const { intake, push, rows } = setUp({ mostQueuedBytes: 100 });
  for (let i = 0; i < 30; i++) push('123456789\n');
  ok(intake.queuedBytes <= 100);
  intake.run(FOREVER, true);
  const [gap, ...lines] = rows();
  if (gap.kind !== 'gap') throw new Error(`a ${gap.kind} instead of a gap`);
  equal([gap.reason, gap.from.offset, gap.skipped], ['browser', 0, gap.to.offset]);
  equal(present(gap.skipped) + lines.length * 10, 300);
  ok(lines.every(({ kind }) => kind === 'line'), 'lines only');
});
