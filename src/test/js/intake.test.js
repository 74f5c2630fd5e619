import { Intake } from '../../main/webapp/log/intake.js';
import { LineBuffer } from '../../main/webapp/log/line-buffer.js';
import { equal, ok, test } from './harness.js';

const FOREVER = 1e9;
const bytes = (text) => new TextEncoder().encode(text);

function setUp(options = {}, bounds = {}) {
  const buffer = new LineBuffer(bounds);
  const intake = new Intake(buffer, { now: () => 0, ...options });
  let offset = 0;
  const push = (text, continues = false) => {
    const content = typeof text === 'string' ? bytes(text) : text;
    intake.push({ type: 'chunk', position: { generation: 1, offset }, bytes: content, continues });
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
