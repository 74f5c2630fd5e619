import { stateWords } from '../../main/webapp/log/state-words.js';
import { equal, test } from './harness.js';

/**
 * @param {Partial<Parameters<typeof stateWords>[0]>} connection
 * @param {Partial<Parameters<typeof stateWords>[1]>} view
 */
const wordsOf = (connection, view) => stateWords(
  { state: 'open', reason: null, signedOut: false, again: false, retryAt: 0, ...connection },
  { host: 'web-1', state: 'connecting', reason: null, lacks: [], ...view },
);

/** @type {(...states: Parameters<typeof wordsOf>) => unknown[]} */
const words = (...states) => {
  const { state, values, message } = wordsOf(...states);
  return [state, values, message];
};

test('the connection\'s fault comes before the view\'s state', () => {
  equal(words({ state: 'waiting', reason: 'gone', retryAt: 5 }, { state: 'live' }), ['reconnecting', { reason: 'gone' }, null]);
  equal(words({ state: 'refused', reason: 'You may not.' }, {}), ['error', {}, 'You may not.']);
  equal(words({ state: 'refused', reason: 'Sign in.', signedOut: true }, { state: 'error' }), ['signed-out', {}, null]);
});

test('a further try is still a fault', () => {
  equal(words({ state: 'connecting', again: true, reason: 'gone' }, {}), ['reconnecting', { reason: 'gone' }, null]);
});

test('the view\'s state is what the server says', () => {
  equal(words({}, {}), ['connecting', { host: 'web-1' }, null]);
  equal(words({}, { reason: 'refused' }), ['connecting', { host: 'web-1', reason: 'refused' }, null]);
  equal(words({}, { state: 'live' }), ['live', {}, null]);
  equal(words({}, { state: 'reconnecting', reason: 'timed out' }), ['reconnecting', { reason: 'timed out' }, null]);
  equal(words({}, { state: 'ended', reason: 'Nobody was there.' }), ['ended', {}, 'Nobody was there.']);
  equal(words({}, { state: 'error', reason: 'Not there.' }), ['error', {}, 'Not there.']);
});

test('live is not all that live can be where something is lacking', () => {
  const live = wordsOf({}, { state: 'live', lacks: ['late'] });
  equal([live.state, live.key, live.lacks], ['live', 'log.limited', ['late']]);
  equal(wordsOf({}, { state: 'live', lacks: [] }).key, 'log.live');
});

test('an error and an end outlast a lost connection', () => {
  equal(words({ state: 'waiting' }, { state: 'error', reason: 'Not there.' })[0], 'error');
});
