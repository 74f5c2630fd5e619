import { Intake } from '../../main/webapp/log/intake.js';
import { LineBuffer } from '../../main/webapp/log/line-buffer.js';
import { lastState } from '../../main/webapp/log/line-states.js';
import { equal, ok, test } from './harness.js';

const FOREVER = 1e9;
const bytes = (text) => new TextEncoder().encode(text);

function setUp(options = {}, bounds = {}) {
  const buffer = new LineBuffer(bounds);
  const intake = new Intake(buffer, { now: () => 0, ...options });
  let offset = 0;
  const push = (text, continues = false) => {
    const content = typeof text === 'string' ? bytes(text) : text;
    intake.push({ type: 'chunk', position: { generation: 1, offset }, bytes: content, continues, wide: null });
    offset += content.length;
  };
  const rows = () => Array.from({ length: buffer.length }, (_, i) => buffer.at(buffer.first + i));
  return { buffer, intake, push, rows };
}

test('bytes become rows', () => {
  const { intake, push, rows } = setUp();
  push('a\r\nb');
  push('c\n');
  intake.run(FOREVER, true);
  equal(rows().map(({ text, open }) => [text, open]), [['a', false], ['bc', false]]);
});

test('a row grows when its rest comes', () => {
  const { intake, push, rows } = setUp();
  push('WARN begin');
  intake.run(FOREVER, true);
  const [row] = rows();
  equal([row.text, row.open, row.level], ['WARN begin', true, 'warn']);
  const before = row.version;
  push(' end\n');
  intake.run(FOREVER, true);
  equal([row.text, row.open], ['WARN begin end', false]);
  ok(row.version > before);
});

test('a line whose beginning was not sent says so', () => {
  const { intake, push, rows } = setUp();
  push('rest\nnext\n', true);
  intake.run(FOREVER, true);
  equal(rows().map(({ headless }) => headless), [true, false]);
});

test('a line that was drawn over has the level of what it said last, also while it grows', () => {
  const { intake, push, rows } = setUp();
  push('ERROR: at 5%\r');
  intake.run(FOREVER, true);
  equal([rows()[0].level, lastState(rows()[0].text).text], ['error', 'ERROR: at 5%']);
  push('INFO: at 6%');
  intake.run(FOREVER, true);
  equal([rows().length, rows()[0].level, lastState(rows()[0].text)], [1, 'info', { text: 'INFO: at 6%', earlier: 1 }]);
  push('\r\n');
  intake.run(FOREVER, true);
  equal([rows().length, rows()[0].open, lastState(rows()[0].text).text], [1, false, 'INFO: at 6%']);
});

test('a progress bar of any length shows its last state, and takes no more than a line may', () => {
  for (const piece of [7, 60, 5_000, 60_000]) {
    const { buffer, intake, push, rows } = setUp();
    const all = Array.from({ length: 20_000 }, (_, i) => `\rstep ${i} of 20000`).join('');
    for (let at = 0; at < all.length; at += piece) {
      push(all.slice(at, at + piece));
      if (at % 3 === 0) intake.run(FOREVER, true);
    }
    push('\r\nnext\n');
    intake.run(FOREVER, true);
    const [row, next] = rows();
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
  const { intake, push, rows } = setUp();
  intake.decodeAs('GBK');
  push(Uint8Array.of(0xb6, 0xa9, 10));
  intake.run(FOREVER, true);
  equal(rows()[0].text, '订');
});

test('a file in UTF-16 says so in its chunks, and each line is whole', () => {
  const { intake, rows } = setUp();
  const text = '\ufeff上海 INFO start\r\nzwei Ċ上\r\n日';
  const all = Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
  intake.decodeAs('UTF-8');
  for (let at = 0; at < all.length; at += 7) {
    intake.push({ type: 'chunk', position: { generation: 1, offset: at }, bytes: all.subarray(at, at + 7), continues: at > 0, wide: 'utf-16le' });
  }
  intake.run(FOREVER, true);
  equal(rows().map(({ text: line, headless, level }) => [line, headless, level]), [['上海 INFO start', false, 'info'], ['zwei Ċ上', false, ''], ['日', false, '']]);
  equal(intake.charset, 'utf-16le');
});

test('what a person has chosen holds, and there is no doubt about it', () => {
  const { intake, push, rows } = setUp({ charset: 'GB18030' });
  intake.decodeAs('UTF-8');
  push(Uint8Array.of(0xb6, 0xa9, 10));
  intake.run(FOREVER, true);
  equal([rows()[0].text, intake.charset, intake.malformed], ['订', 'gb18030', null]);
});

test('bytes that are no text in the charset are kept for a guess; stray zero bytes are not', () => {
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
  const hole = (from, to) => intake.push({ type: 'mark', kind: 'gap', reason: 'hole', from: { generation: 1, offset: from }, to: { generation: 1, offset: to }, bytes: to - from });
  hole(0, 1_000);
  hole(1_000, 28_000);
  push('after\n');
  intake.run(FOREVER, true);
  equal(rows().map(({ kind, reason, skipped, text }) => [kind, reason, skipped, text]), [['gap', 'hole', 28_000, ''], ['line', undefined, undefined, 'after']]);
});

test('a slice ends when its time is up, and the next goes on', () => {
  let now = 0;
  const { intake, push, rows } = setUp({ now: () => now++ });
  push('x\n'.repeat(10_000));
  intake.run(8, true);
  ok(rows().length < 1_000, 'a bounded slice');
  ok(!intake.idle);
  while (!intake.idle) intake.run(8, true);
  equal(rows().length, 10_000);
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
  equal([gap.kind, gap.reason, gap.from.offset, gap.skipped], ['gap', 'browser', 0, gap.to.offset]);
  equal(gap.skipped + lines.length * 10, 300);
  ok(lines.every(({ kind }) => kind === 'line'), 'lines only');
});
