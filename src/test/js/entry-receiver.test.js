import { EntryReceiver } from '../../main/webapp/wire/entry-receiver.js';
import { equal, test } from './harness.js';

/**
 * @param {number} generation
 * @param {number} offset
 * @param {string} text
 */
const chunk = (generation, offset, text) => ({
  position: { generation, offset }, continues: false, wide: null, bytes: new TextEncoder().encode(text),
});

/** @typedef {(to: EntryReceiver) => void} Step */

/** @param {Step[]} steps */
function receive(...steps) {
  /** @type {import('../../main/webapp/wire/entry-receiver.js').ViewItem[]} */
  const items = [];
  const receiver = new EntryReceiver((item) => items.push(item));
  for (const step of steps) step(receiver);
  const shown = items.map(shownItem);
  return { shown, next: receiver.next, items };
}

/**
 * @param {import('../../main/webapp/wire/entry-receiver.js').ViewItem} item
 * @returns {string|unknown[]}
 */
function shownItem(item) {
  if (item.type === 'chunk') return new TextDecoder().decode(item.bytes);
  return item.kind === 'gap' ? [item.kind, item.bytes, item.reason] : [item.kind];
}

/** @type {(generation: number, offset: number) => Step} */
const opened = (generation, offset) => (to) => to.opened({ generation, offset });
/** @type {(generation: number, offset: number, text: string) => Step} */
const bytes = (generation, offset, text) => (to) => to.chunk(chunk(generation, offset, text));

test('chunks move the place', () => {
  const { shown, next } = receive(opened(1, 100), bytes(1, 100, 'ab\n'), bytes(1, 103, 'c\n'));
  equal([shown, next], [['ab\n', 'c\n'], { generation: 1, offset: 105 }]);
});

test('what was received before is cut off', () => {
  const { shown, items } = receive(opened(1, 0), bytes(1, 0, 'abc'), bytes(1, 0, 'abc'), bytes(1, 2, 'cd\n'));
  equal(shown, ['abc', 'd\n']);
  equal(items[1].type === 'chunk' && items[1].position, { generation: 1, offset: 3 });
});

test('a hole without a word becomes a gap', () => {
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), bytes(1, 12, 'b\n')).shown, ['a\n', ['gap', 10, 'unavailable'], 'b\n']);
});

test('an announced gap is shown once', () => {
  /** @type {Step} */
  const gap = (to) => to.gap({ from: { generation: 1, offset: 2 }, to: { generation: 1, offset: 12 }, reason: 'slow' });
  equal(receive(opened(1, 0), bytes(1, 0, 'a\n'), gap, gap, bytes(1, 12, 'b\n')).shown, ['a\n', ['gap', 10, 'slow'], 'b\n']);
});

test('a gap over generations has no length', () => {
  /** @type {Step} */
  const gap = (to) => to.gap({ from: { generation: 1, offset: 2 }, to: { generation: 3, offset: 5 }, reason: 'unavailable' });
  const { shown, next } = receive(opened(1, 0), bytes(1, 0, 'a\n'), gap);
  equal([shown[1], next], [['gap', null, 'unavailable'], { generation: 3, offset: 5 }]);
});

test('a new generation begins at zero', () => {
  /** @type {Step} */
  const rotated = (to) => to.generation({ generation: '2', reason: 'rotated' });
  const { shown, next } = receive(opened(1, 0), bytes(1, 0, 'a\n'), rotated, bytes(2, 0, 'b\n'));
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
