import { safeText } from '../../main/webapp/language/safe-text.js';
import { readMessage } from '../../main/webapp/wire/protocol.js';
import { subjectOf, detailOf } from '../../main/webapp/audit/audit-text.js';
import { equal, test } from './harness.js';

test('what nobody sees in a name is written out', () => {
  equal(safeText('invoice\u202egpj.log'), 'invoice\\u202egpj.log');
  equal(safeText('a\u00adb\u200bc\u2066d\u{e0041}e\ufeff\u3164\ufe0f\n\x1b'),
    'a\\u00adb\\u200bc\\u2066d\\udb40\\udc41e\\ufeff\\u3164\\ufe0f\\u000a\\u001b');
  equal(safeText('Grüße 日志 😀 \\u202e'), 'Grüße 日志 😀 \\u202e');
});

test('sentences of the server and the audit hold no names that deceive', () => {
  equal(readMessage('{"type":"error","view":"v\u200b","message":"/a\u202eb"}'), { type: 'error', view: 'v\u200b', message: '/a\\u202eb' });
  equal(readMessage('{"type":"state","view":"v","reason":null}'), { type: 'state', view: 'v', reason: null });
  equal(subjectOf({ host: 'web-1', source: '/a\u202eb' }), 'web-1 /a\\u202eb');
  equal(subjectOf({ claimed: 'ro\u200bot' }), 'ro\\u200bot');
  equal(detailOf({ event: 'refused', reason: 'no\u2028' }), 'no\\u2028');
});
