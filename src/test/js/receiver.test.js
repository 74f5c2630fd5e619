import { Receiver } from '../../main/webapp/wire/receiver.js';
import { equal, test } from './harness.js';

const chunk = (generation, offset, text, continues = false) => ({ position: { generation, offset }, continues, bytes: new TextEncoder().encode(text) });

function receive(...steps) {
  const items = [];
  const receiver = new Receiver((item) => items.push(item));
  for (const step of steps) step(receiver);
  const shown = items.map((item) => (item.type === 'chunk' ? new TextDecoder().decode(item.bytes) : [item.kind, item.bytes, item.reason]));
  return { shown, next: receiver.next, items };
}
const opened = (generation, offset) => (to) => to.opened({ generation, offset });
const bytes = (...parts) => (to) => to.chunk(chunk(...parts));

test('chunks move the place', () => {
  const { shown, next } = receive(opened(1, 100), bytes(1, 100, 'ab\n'), bytes(1, 103, 'c\n'));
  equal([shown, next], [['ab\n', 'c\n'], { generation: 1, offset: 105 }]);
});

test('what was received before is cut off', () => {
  const { shown, items } = receive(opened(1, 0), bytes(1, 0, 'abc'), bytes(1, 0, 'abc'), bytes(1, 2, 'cd\n'));
  equal(shown, ['abc', 'd\n']);
  equal(items[1].position, { generation: 1, offset: 3 });
});

test('a hole without a word becomes a gap', () => {
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), bytes(1, 12, 'b\n')).shown, ['a\n', ['gap', 10, 'unavailable'], 'b\n']);
});

test('an announced gap is shown once', () => {
  const gap = (to) => to.gap({ from: { generation: 1, offset: 2 }, to: { generation: 1, offset: 12 }, reason: 'slow' });
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), gap, gap, bytes(1, 12, 'b\n')).shown, ['a\n', ['gap', 10, 'slow'], 'b\n']);
});

test('a gap over generations has no length', () => {
  const gap = (to) => to.gap({ from: { generation: 1, offset: 2 }, to: { generation: 3, offset: 5 }, reason: 'unavailable' });
  const { shown, next } = receive(opened(1, 0), bytes(1, 0, 'a\n'), gap);
  equal([shown[1], next], [['gap', null, 'unavailable'], { generation: 3, offset: 5 }]);
});

test('a new generation begins at zero', () => {
  const { shown, next } = receive(opened(1, 0), bytes(1, 0, 'a\n'), (to) => to.generation({ generation: '2', reason: 'rotated' }), bytes(2, 0, 'b\n'));
  equal(shown.map((item) => (Array.isArray(item) ? item[0] : item)), ['a\n', 'rotated', 'b\n']);
  equal(next, { generation: 2, offset: 2 });
});

test('a new generation without a word is announced', () => {
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), bytes(2, 0, 'b\n')).shown.map((item) => item[0]), ['a', 'replaced', 'b']);
});

test('what is left of an old generation is not shown', () => {
  equal(receive(opened(2, 0), bytes(1, 0, 'a\n')).shown, []);
});

test('opening again from the next position shows nothing', () => {
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), opened(1, 2), bytes(1, 2, 'b\n')).shown, ['a\n', 'b\n']);
});

test('opening again further on shows what is missing', () => {
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), opened(1, 50), bytes(1, 50, 'b\n')).shown, ['a\n', ['gap', 48, 'unavailable'], 'b\n']);
});
