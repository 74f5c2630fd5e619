import { logAddress, readLogAddress } from '../../main/webapp/app/log-address.js';
import { equal, test } from './harness.js';

test('an address names its log whatever characters the log has', () => {
  for (const source of ['/var/log/app.log', 'journal of nginx', '/a b/c&d=e#f?.log', '/日志/应用.log', '/100%/+.log']) {
    equal(readLogAddress(logAddress({ host: 'web-1', source })), { host: 'web-1', source });
  }
});

test('an address may say what a log is read as', () => {
  equal(logAddress({ host: 'web-1', source: '/a.log', charset: 'GB18030' }), '?host=web-1&source=/a.log&charset=GB18030');
  equal(readLogAddress('?host=web-1&source=/a.log&charset=gb18030'), { host: 'web-1', source: '/a.log', charset: 'GB18030' });
  equal(readLogAddress('?host=web-1&source=/a.log&charset=x-evil'), { host: 'web-1', source: '/a.log' });
});

test('slashes in an address stay readable', () => {
  equal(logAddress({ host: 'web-1', source: '/var/log/app.log' }), '?host=web-1&source=/var/log/app.log');
});

test('an address without both names no log', () => {
  equal(readLogAddress(''), null);
  equal(readLogAddress('?host=web-1'), null);
  equal(readLogAddress('?host=&source=x'), null);
});
