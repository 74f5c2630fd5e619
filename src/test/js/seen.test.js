import { seen } from '../../main/webapp/language/seen.js';
import { readMessage } from '../../main/webapp/wire/protocol.js';
import { aboutOf, detailOf } from '../../main/webapp/audit/audit-text.js';
import { equal, test } from './harness.js';

test('what nobody sees in a name is written out', () => {
  equal(seen('invoice\u202egpj.log'), 'invoice\\u202egpj.log');
  equal(seen('a\u00adb\u200bc\u2066d\u{e0041}e\ufeff\u3164\ufe0f\n\x1b'), 'a\\u00adb\\u200bc\\u2066d\\udb40\\udc41e\\ufeff\\u3164\\ufe0f\\u000a\\u001b');
  equal(seen('Grüße 日志 😀 \\u202e'), 'Grüße 日志 😀 \\u202e');
});

test('sentences of the server and the audit hold no names that deceive', () => {
  equal(readMessage('{"type":"error","view":"v\u200b","message":"/a\u202eb"}'), { type: 'error', view: 'v\u200b', message: '/a\\u202eb' });
  equal(readMessage('{"type":"state","view":"v","reason":null}'), { type: 'state', view: 'v', reason: null });
  equal(aboutOf({ host: 'web-1', source: '/a\u202eb' }), 'web-1 /a\\u202eb');
  equal(aboutOf({ claimed: 'ro\u200bot' }), 'ro\\u200bot');
  equal(detailOf({ event: 'refused', reason: 'no\u2028' }), 'no\\u2028');
});
