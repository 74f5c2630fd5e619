import { MOST_ROWS } from '../../main/webapp/log/line-buffer.js';
import { LogSession } from '../../main/webapp/log/log-session.js';
import { equal, ok, test } from './harness.js';

function setUp() {
  /** @type {string[]} */
  const sent = [];
  /** @type {Pick<import('../../main/webapp/wire/live-connection.js').LiveConnection, 'add'|'remove'>} */
  const connection = { add: (view) => view.attach((text) => sent.push(JSON.parse(text).type)), remove: (view) => view.close() };
  const session = new LogSession({ host: 'web-1', source: '/a.log' }, null, connection, { arrived: () => {}, changed: () => {} });
  session.view.receive({ type: 'opened', view: session.view.id, key: 'k', charset: 'UTF-8', generation: 1, offset: 0 });
  let offset = 0;
  /** @param {number} lines */
  const write = (lines) => {
    const bytes = new TextEncoder().encode('line\n'.repeat(lines));
    session.view.receiveChunk({ position: { generation: 1, offset }, bytes, continues: false, wide: null });
    offset += bytes.length;
    session.step(1e9, 0);
  };
  return { session, sent, write };
}

test('new lines are counted while stopped', () => {
  const { session, write } = setUp();
  write(10);
  session.follow(false);
  write(5);
  equal([session.newLines, session.buffer.length], [5, 15]);
  session.follow(true);
  equal(session.newLines, 0);
});

test('while stopped nothing is lost: the server is asked to wait when the buffer is full', () => {
  const { session, sent, write } = setUp();
  session.follow(false);
  write(MOST_ROWS - 1);
  equal(sent, ['open']);
  write(1_000);
  equal([sent, session.held, session.buffer.first, session.buffer.length], [['open', 'pause'], true, 0, MOST_ROWS]);
  session.follow(true);
  session.step(1e9, 0);
  equal([sent, session.buffer.end], [['open', 'pause', 'resume'], MOST_ROWS + 999]);
  ok(session.buffer.first > 0, 'the oldest went');
});

test('while it follows the buffer stays within its bound', () => {
  const { session, sent, write } = setUp();
  for (let i = 0; i < 12; i++) write(10_000);
  ok(session.buffer.length <= MOST_ROWS);
  equal([session.lines, sent], [120_000, ['open']]);
});
