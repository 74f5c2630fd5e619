import { findLevel, LevelTracker } from '../../main/webapp/log/log-level.js';
import { timestampLength } from '../../main/webapp/log/timestamp.js';
import { equal, ok, present, test } from './harness.js';

/** @type {Record<string, string|undefined>} */
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
  '[20:00:00 ERR] serilog console': 'error',
  '[2026-11-28 20:00:00.123 +01:00 VRB] serilog': 'trace',
  '[20:00:00 INF] An ERROR was handled': 'info',
  '{"@t":"2026-11-28T20:00:00Z","@mt":"failed","@l":"Error"}': 'error',
  '{"@t":"2026-11-28T20:00:00Z","@m":"started"}': 'info',
  '11-28 20:00:00.123  1702  2395 E ActivityManager: logcat threadtime': 'error',
  '11-28 20:00:00.123  1702  2395 V Tag  : x': 'trace',
  'W/dalvikvm(  123): logcat brief': 'warn',
  '2026-11-28 20:00:00, Error                 CBS    windows servicing': 'error',
  '2026-11-28 20:00:00, Info                  CBS    Error recovered': 'info',
  'Nov 28 20:00:00 host sshd[1]: error: kex failed': 'error',
  'Nov  8 20:00:00 host kernel: warning: x': 'warn',
  '2026-11-28T20:00:00.123456+01:00 host postfix/smtpd[9]: warning: x': 'warn',
  'Nov 28 20:00:00 host app[1]: all is well: error': undefined,
  '<3>Nov 28 20:00:00 host app: x': 'error',
  '{"PRIORITY":"3","MESSAGE":"journald json","_SYSTEMD_UNIT":"x.service"}': 'error',
  '{"MESSAGE":"x","PRIORITY":"6"}': 'info',
  '{"t":{"$date":"2026-11-28T20:00:00.000+00:00"},"s":"E","c":"NETWORK","msg":"mongod"}': 'error',
  '{"t":{"$date":"2026-11-28T20:00:00.000+00:00"},"s":"D2", "c":"X","msg":"mongod"}': 'debug',
  '{"msg":"x","s":"E"}': undefined,
  '{"severityText":"ERROR","body":"otel"}': 'error',
  '{"severityText":"WARN3","body":"otel"}': 'warn',
  '{"body":"otel","severityNumber":17}': 'error',
  '{"body":"otel","severityNumber":9}': 'info',
  '{"@level":"warn","@message":"terraform"}': 'warn',
  'web-1   | {"level":"error","msg":"docker compose prefix"}': 'error',
  'INFO   | jvm 1    | started': 'info',
  'db_1  | 2026-11-28 20:00:00 WARN x': 'warn',
  'E20261128 20:00:00.123456 1 x.cc:1] glog, full year': 'error',
  '[2026-11-28 20:00:00] local.ERROR: laravel boom': 'error',
  'Stack trace:': undefined,
  'stacktrace: x': undefined,
  [String.raw`{"log":"2026-11-28 20:00:00 WARN low\n","stream":"stdout","time":"2026-11-28T20:00:00Z"}`]: 'warn',
  [String.raw`{"log":"\u001b[32mINFO\u001b[0m ready\n","stream":"stderr","time":"x"}`]: 'info',
  [String.raw`{"log":"{\"level\":\"error\",\"msg\":\"x\"}\n","stream":"stdout"}`]: 'error',
  [String.raw`{"log":"all is well\n","stream":"stderr","level":"error"}`]: undefined,
  'the information was debugged without errors': undefined,
  'an information panel': undefined,
  '': undefined,
};

test('levels are found where loggers put them', () => {
  for (const [line, level] of Object.entries(LINES)) equal(findLevel(line)?.level, level, line);
});

test('the place of the level\'s name is known', () => {
  const line = '2026-11-24 13:34:34,875 INFO  x';
  const { from, to } = present(findLevel(line));
  equal(line.slice(from, to), 'INFO');
});

test('time stamps are measured', () => {
  const stamps = [
    '2026-11-24 13:34:34,875', '2026-11-24T13:00:00.000Z', '2026-11-24T13:00:00+01:00', '[2026-11-24 10:00:00]',
    '13:34:34.875', 'Nov 24 13:00:00',
    'Nov  4 13:00:00', 'Nov 24, 2026 1:00:00 PM', '2026/11/24 13:22:01',
    '[Tue Nov 24 13:00:00.1 2026]', 'Tue, 24 Nov 2026 13:00:00', '24/Nov/2026:13:00:00 +0000',
    '24.11.2026 13:00:00', '2026-11-24', '1795525200', '1795525200123',
  ];
  for (const stamp of stamps) equal(timestampLength(`${stamp} x`), stamp.length, stamp);
  for (const text of ['hello 2026-11-24', '10.1.1.1 - - x', 'Not 24 but 25', '12345678901 x', '']) equal(timestampLength(text), 0, text);
});

test('the place of the level is known within what a driver puts around a line', () => {
  for (const line of ['web-1   | 2026-11-28 20:00:00 ERROR x', String.raw`{"log":"2026-11-28 20:00:00 ERROR \"x\"\n","stream":"stdout"}`]) {
    const { from, to } = present(findLevel(line));
    equal(line.slice(from, to), 'ERROR', line);
  }
});

/** @param {string[]} lines */
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
  equal(levels(
    'ERROR:app:failed', 'Traceback (most recent call last):', '  File "x.py", line 1', 'ValueError: bad', 'INFO:app:next',
  ), ['error', 'error', 'error', 'error', 'info']);
});

test('where records have time stamps a line without one belongs to the record before', () => {
  equal(levels('2026-11-24 13:00:00 WARN two', 'lines', '2026-11-24 13:00:01 plain'), ['warn', 'warn', '']);
});

test('where they have none it does not', () => {
  equal(levels('ERROR x', 'starting up'), ['error', '']);
});

test('a PHP trace has the level of its record', () => {
  equal(levels(
    '[2026-11-28 20:00:00] local.ERROR: laravel boom', '[stacktrace]', 'Stack trace:', '#0 /app/x.php(12): f()', '#1 {main}',
  ), ['error', 'error', 'error', 'error', 'error']);
});

test('a trace that Docker has wrapped line by line has the level of its record', () => {
  /** @param {string} text */
  const wrapped = (text) => JSON.stringify({ log: `${text}\n`, stream: 'stderr' });
  const lines = ['2026-11-28 20:00:00 ERROR boom', '\tat x.Y.z(Y.java:1)', '2026-11-28 20:00:01 INFO on'];
  equal(levels(...lines.map(wrapped)), ['error', 'error', 'info']);
  equal(levels('web-1  | 2026-11-28 20:00:00 ERROR boom', 'web-1  | \tat x.Y.z(Y.java:1)'), ['error', 'error']);
});

test('finding a level costs linear time', () => {
  const from = performance.now();
  levels('{"log":"' + '\\"'.repeat(50_000));
  for (const text of [' ', 'a ', '[0']) levels(text.repeat(50_000));
  levels('{"t":{' + '"'.repeat(50_000));
  ok(performance.now() - from < 500, 'under 500 ms');
});
