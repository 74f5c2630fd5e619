import { LineRate } from '../../main/webapp/log/line-rate.js';
import { equal, ok, test } from './harness.js';

test('the log\'s past is not its pace', () => {
  const rate = new LineRate();
  equal([rate.sample(200, 0), rate.sample(200, 1_600), rate.sample(200, 3_000)], [0, 0, 0]);
});

test('the pace is that of the last three seconds', () => {
  const rate = new LineRate();
  let pace = 0;
  for (let now = 0; now <= 10_000; now += 100) pace = rate.sample(now * 5 + 1, now);
  ok(Math.abs(pace - 5_000) < 1, `${pace} near 5000`);
  for (let now = 10_100; now <= 14_000; now += 100) pace = rate.sample(50_001, now);
  equal(pace, 0);
});
