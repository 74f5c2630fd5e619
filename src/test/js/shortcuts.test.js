import { shortcut } from '../../main/webapp/app/shortcuts.js';
import { equal, test } from './harness.js';

/** @param {string[]} selectors what the focus is in */
function on(...selectors) {
  /** @param {string} list */
  const closest = (list) => (selectors.some((name) => list.split(', ').includes(name)) ? {} : null);
  return { closest };
}

test('space stops and follows, but presses a button that has the focus', () => {
  equal(shortcut({ key: ' ', target: on() }), 'follow');
  equal(shortcut({ key: ' ', target: on('button') }), undefined);
});

test('keys are letters while somebody types', () => {
  equal(shortcut({ key: 'f', target: on('input') }), undefined);
});

test('the browser keeps its own shortcuts', () => {
  equal(shortcut({ key: 'f', ctrlKey: true, target: on() }), undefined);
  equal(shortcut({ key: '+', metaKey: true, target: on() }), undefined);
});

test('escape leads from the list to the log, also out of the search', () => {
  equal(shortcut({ key: 'Escape', target: on('nav', 'input') }), 'leave');
  equal(shortcut({ key: 'Escape', target: on('dialog') }), undefined);
});
