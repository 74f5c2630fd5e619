import { RowHeights } from '../../main/webapp/log/row-heights.js';
import { equal, test } from './harness.js';

/**
 * @param {number} count
 * @param {number} [height]
 */
function heights(count, height = 20) {
  const made = new RowHeights();
  for (let i = 0; i < count; i++) made.append(height);
  return made;
}

test('rows are found by their place, and places by their row', () => {
  const all = heights(2_000);
  equal([all.total, all.topOf(1_500), all.rowAt(30_010), all.rowAt(1e9), all.rowAt(-5)], [40_000, 30_000, 1_500, 1_999, 0]);
});

test('a row that is corrected moves those after it', () => {
  const all = heights(2_000);
  all.set(700, 60);
  equal([all.total, all.topOf(700), all.topOf(701), all.rowAt(14_050), all.topOf(1_999)], [40_040, 14_000, 14_060, 700, 40_020]);
});

test('dropping from the front gives the height that is gone, and keeps the numbers', () => {
  const all = heights(2_000);
  all.set(3, 50);
  equal(all.dropBefore(1_030), 2 * 512 * 20 + 30);
  equal([all.first, all.topOf(1_024), all.rowAt(0), all.total], [1_024, 0, 1_024, 976 * 20]);
});

test('without rows nothing is anywhere', () => {
  const none = new RowHeights();
  equal([none.total, none.rowAt(10), none.topOf(5)], [0, 0, 0]);
});
