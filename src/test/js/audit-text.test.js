import { subjectOf, detailOf } from '../../main/webapp/audit/audit-text.js';
import { equal, test } from './harness.js';

test('an event is about a log, or about what was asked for', () => {
  equal(subjectOf({ host: 'web-1', source: '/a.log', what: 'view' }), 'web-1 /a.log');
  equal(subjectOf({ what: 'api/status' }), 'api/status');
  equal(subjectOf({ event: 'sign-in' }), '');
  equal(subjectOf({ event: 'sign-in-failed', claimed: 'carla' }), 'carla');
  equal(subjectOf({ event: 'sign-in-failed', claimed: null }), '');
});

test('a view tells where it began and whether something is hidden', () => {
  equal(detailOf({ event: 'view', from: { last: 200 }, masked: false }), 'last 200 lines');
  equal(detailOf({ event: 'view', from: 'end', masked: true }), 'new lines only, masked');
  equal(detailOf({ event: 'view', from: { generation: 7, offset: 12 }, masked: false }), 'from 7-12');
});

test('what was viewed is a range, also over generations and with numbers that are texts', () => {
  equal(detailOf({ event: 'viewed', from: { generation: 7, offset: 10 }, to: { generation: 7, offset: 1510 } }), '7-10 to 7-1510 (1.5 kB)');
  const [from, to] = [{ generation: '9007199254740993', offset: 0 }, { generation: '9007199254740995', offset: 5 }];
  equal(detailOf({ event: 'viewed', from, to }), '9007199254740993-0 to 9007199254740995-5');
  equal(detailOf({ event: 'viewed', from: null, to: null }), 'nothing was shown');
});

test('a download is a range of a file', () => {
  equal(detailOf({ event: 'downloaded', from: { offset: 0 }, to: { offset: 1500 }, masked: true }), '0 to 1500 (1.5 kB), masked');
  equal(detailOf({ event: 'download', from: { offset: 10 }, to: { offset: 20 }, masked: false }), '10 to 20 (10 B)');
});

test('a refusal tells why, a sign-in the groups', () => {
  equal(detailOf({ event: 'refused', reason: 'No role.' }), 'No role.');
  equal(detailOf({ event: 'sign-in', groups: ['a', 'b'] }), 'a, b');
});
