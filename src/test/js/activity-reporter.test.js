import { ActivityReporter } from '../../main/webapp/signon/activity-reporter.js';
import { equal, test } from './harness.js';

function setUp() {
  const world = { time: 0, sent: 0 };
  const activity = new ActivityReporter({ send: () => { world.sent += 1; }, now: () => world.time });
  return { activity, world };
}

test('a person who uses the page is reported once a minute', () => {
  const { activity, world } = setUp();
  activity.idleAfter(3_600);
  for (world.time = 0; world.time < 150_000; world.time += 1_000) activity.sign();
  equal(world.sent, 3);
});

test('a short session is reported to more often', () => {
  const { activity, world } = setUp();
  activity.idleAfter(40);
  activity.sign();
  world.time = 9_000;
  activity.sign();
  world.time = 10_000;
  activity.sign();
  equal(world.sent, 2);
});

test('without a session nothing is reported', () => {
  const { activity, world } = setUp();
  activity.sign();
  activity.idleAfter(null);
  activity.sign();
  equal(world.sent, 0);
});
