import { ReconnectBackoff } from '../../main/webapp/wire/reconnect-backoff.js';
import { equal, ok, test } from './harness.js';

test('waits double from half a second to fifteen', () => {
  const backOff = new ReconnectBackoff(() => 0);
  equal(Array.from({ length: 7 }, () => backOff.next()), [500, 1000, 2000, 4000, 8000, 15000, 15000]);
});

test('chance takes up to half of a wait', () => {
  const backOff = new ReconnectBackoff(() => 0.999999);
  ok(backOff.next() >= 250);
  ok(backOff.next() <= 501);
});

test('a success resets the wait', () => {
  const backOff = new ReconnectBackoff(() => 0);
  backOff.next();
  backOff.next();
  backOff.reset();
  equal(backOff.next(), 500);
});
