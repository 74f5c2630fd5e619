import { keepPlace, takePlace } from '../../main/webapp/signon/kept-place.js';
import { equal, test } from './harness.js';

const LOG = { host: 'web-1', source: '/a.log' };

/** @returns {import('../../main/webapp/signon/kept-place.js').PlaceStorage} */
function storage() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    setItem: (key, value) => {
      items.set(key, value);
    },
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => {
      items.delete(key);
    },
  };
}

test('a log goes on a little before where it was left, once', () => {
  const kept = storage();
  keepPlace(kept, LOG, { generation: 9007199254740993n, offset: 40_000 });
  equal(takePlace(kept, LOG), { generation: '9007199254740993', offset: '7232' });
  equal(takePlace(kept, LOG), null);
});

test('near its beginning it is shown from there', () => {
  const kept = storage();
  keepPlace(kept, LOG, { generation: 1, offset: 10 });
  equal(takePlace(kept, LOG), { generation: '1', offset: '0' });
});

test('another log begins as ever', () => {
  const kept = storage();
  keepPlace(kept, LOG, { generation: 1, offset: 10 });
  equal(takePlace(kept, { host: 'web-2', source: '/a.log' }), null);
});

test('a browser that stores nothing does no harm', () => {
  const deny = () => {
    throw new Error('denied');
  };
  const none = { setItem: deny, getItem: deny, removeItem: deny };
  keepPlace(none, LOG, { generation: 1, offset: 10 });
  equal(takePlace(none, LOG), null);
});
