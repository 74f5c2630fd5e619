import { limitsOf } from '../../main/webapp/log/log-limits.js';
import { equal, test } from './harness.js';

test('where nothing is lacking there is nothing to say', () => {
  equal(limitsOf([]), null);
});

test('what a plain shell lacks can be remedied', () => {
  equal(limitsOf(['late', 'cut', 'order']), {
    why: 'limits.shell', what: ['limits.order', 'limits.cut', 'limits.late'], remedy: 'limits.remedy',
  });
  equal(limitsOf(['outputs']), { why: 'limits.shell', what: ['limits.outputs'], remedy: 'limits.remedy' });
});

test('what a system does not tell is not a fault of the reader', () => {
  equal(limitsOf(['order']), { why: 'limits.system', what: ['limits.order'], remedy: null });
});

test('what this page does not know is limited, but not put in words', () => {
  equal(limitsOf(['future']), { why: 'limits.system', what: [], remedy: null });
});
