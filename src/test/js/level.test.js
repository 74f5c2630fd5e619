import { findLevel, LevelTracker, timestampLength } from '../../main/webapp/log/level.js';
import { equal, test } from './harness.js';

const LINES = {
  '2026-11-24 13:34:34,875 INFO  [org.example.Cart] (task-4) done': 'info',
  '13:34:34.875 [main] WARN  o.e.Cart - low': 'warn',
  '2026-11-24 13:34:34.875  ERROR 1 --- [nio-8080] o.e.Cart : failed': 'error',
  'Nov 24, 2026 1:00:00 PM org.example.Cart add': undefined,
  'SEVERE: cannot bind': 'error',
  'WARNING:urllib3:Retrying': 'warn',
  'CRITICAL:root:gone': 'fatal',
  '[2026-11-24 10:00:00,123: WARNING/MainProcess] task': 'warn',
  '{"ts":1,"level":"warn","msg":"an error"}': 'warn',
  '{"level":50,"msg":"x"}': 'error',
  '{"severity":"CRITICAL"}': 'fatal',
  '{"msg":"level"}': undefined,
  'time="2026-11-24T10:00:00Z" level=error msg="no INFO"': 'error',
  'ts=2026 caller=x level=debug msg=y': 'debug',
  '2026/11/24 13:22:01 [error] 1234#1234: *1 upstream timed out': 'error',
  '2026/11/24 13:22:01 [crit] 1#1: x': 'fatal',
  '[Tue Nov 24 13:00:00.1 2026] [core:error] [pid 1] x': 'error',
  '<11>Nov 24 13:00:00 web-1 app: x': 'error',
  '<14>1 2026-11-24T13:00:00Z web-1 app - - x': 'info',
  'W1124 13:00:00.000000 1 main.go:1] x': 'warn',
  '2026-11-24T13:00:00Z FTL cannot start': 'fatal',
  '2026-11-24T13:00:00Z error cannot start': 'error',
  'error: cannot open file': 'error',
  ' WARN [main] right aligned': 'warn',
  'TRACE enter': 'trace',
  '10.1.1.1 - - [24/Nov/2026:13:00:00 +0000] "GET / HTTP/1.1" 502 10 "-"': 'error',
  '10.1.1.1 - - [24/Nov/2026:13:00:00 +0000] "GET / HTTP/1.1" 200 10 "-"': undefined,
  'the information was debugged without errors': undefined,
  'an information panel': undefined,
  '': undefined,
};

test('levels are found where loggers put them', () => {
  for (const [line, level] of Object.entries(LINES)) equal(findLevel(line)?.level, level, line);
});

test('the place of the level\'s name is known', () => {
  const line = '2026-11-24 13:34:34,875 INFO  x';
  const { from, to } = findLevel(line);
  equal(line.slice(from, to), 'INFO');
});

test('time stamps are measured', () => {
  const stamps = [
    '2026-11-24 13:34:34,875', '2026-11-24T13:00:00.000Z', '2026-11-24T13:00:00+01:00', '[2026-11-24 10:00:00]', '13:34:34.875', 'Nov 24 13:00:00',
    'Nov  4 13:00:00', 'Nov 24, 2026 1:00:00 PM', '2026/11/24 13:22:01', '[Tue Nov 24 13:00:00.1 2026]', 'Tue, 24 Nov 2026 13:00:00', '24/Nov/2026:13:00:00 +0000',
    '24.11.2026 13:00:00', '2026-11-24', '1795525200', '1795525200123',
  ];
  for (const stamp of stamps) equal(timestampLength(`${stamp} x`), stamp.length, stamp);
  for (const text of ['hello 2026-11-24', '10.1.1.1 - - x', 'Not 24 but 25', '12345678901 x', '']) equal(timestampLength(text), 0, text);
});

function levels(...lines) {
  const tracker = new LevelTracker();
  return lines.map((line) => {
    const level = tracker.levelOf(line);
    tracker.ended(line, level);
    return level;
  });
}

test('a stack trace has the level of its record', () => {
  equal(levels(
    '2026-11-24 13:00:00,000 ERROR [x] failed', 'java.lang.IllegalStateException: ERROR in INFO', '\tat x.Y.z(Y.java:1)',
    'Caused by: java.io.IOException: x', '\t... 42 more', '2026-11-24 13:00:01,000 INFO  [x] next', '2026-11-24 13:00:02,000 no level',
  ), ['error', 'error', 'error', 'error', 'error', 'info', '']);
});

test('a Python trace has the level of its record', () => {
  equal(levels('ERROR:app:failed', 'Traceback (most recent call last):', '  File "x.py", line 1', 'ValueError: bad', 'INFO:app:next'), ['error', 'error', 'error', 'error', 'info']);
});

test('where records have time stamps a line without one belongs to the record before', () => {
  equal(levels('2026-11-24 13:00:00 WARN two', 'lines', '2026-11-24 13:00:01 plain'), ['warn', 'warn', '']);
});

test('where they have none it does not', () => {
  equal(levels('ERROR x', 'starting up'), ['error', '']);
});
