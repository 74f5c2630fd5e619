import { BLOCK_ROWS, LineBuffer } from '../../main/webapp/log/line-buffer.js';
import { equal, ok, present, test } from './harness.js';
import { line } from './rows.js';

/**
 * @param {LineBuffer} buffer
 * @param {number} rows
 */
const fill = (buffer, rows) => {
  for (let i = 0; i < rows; i++) buffer.append(line('x'));
};

test('rows are numbered and found', () => {
  const buffer = new LineBuffer();
  fill(buffer, 1_000);
  equal(present(buffer.at(0)).seq, 0);
  equal(present(buffer.at(999)).seq, 999);
  equal(buffer.at(1_000), undefined);
});

test('the oldest go by whole blocks, the rest keep their numbers', () => {
  const buffer = new LineBuffer({ mostRows: 2 * BLOCK_ROWS });
  fill(buffer, 2 * BLOCK_ROWS + 1);
  buffer.trim();
  equal([buffer.first, buffer.length, buffer.droppedRows], [BLOCK_ROWS, BLOCK_ROWS + 1, BLOCK_ROWS]);
  equal(buffer.at(BLOCK_ROWS - 1), undefined);
  equal(present(buffer.at(BLOCK_ROWS)).seq, BLOCK_ROWS);
});

test('bytes bound it too', () => {
  const buffer = new LineBuffer({ mostBytes: 1_000 });
  fill(buffer, 10 * BLOCK_ROWS);
  ok(buffer.full);
  buffer.trim();
  ok(buffer.bytes <= 1_000);
  equal(buffer.bytes, buffer.length);
});

test('a row that grows is counted', () => {
  const buffer = new LineBuffer();
  const grown = buffer.append(line('ab'));
  buffer.extend(grown, 'cd', 1_002, 1_000);
  equal([grown.text, grown.bytes, grown.cut, grown.version, buffer.bytes], ['abcd', 1_004, 1_000, 1, 4]);
});
