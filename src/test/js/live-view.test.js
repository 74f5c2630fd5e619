import { LiveView } from '../../main/webapp/wire/live-view.js';
import { equal, test } from './harness.js';

/** @param {import('../../main/webapp/wire/position.js').JsonPosition|null} [begin] */
function setUp(begin = null) {
  /** @type {{type: string, from?: unknown}[]} */
  const sent = [];
  /** @type {string[]} */
  const states = [];
  /** @type {import('../../main/webapp/wire/entry-receiver.js').ViewItem[]} */
  const items = [];
  const view = new LiveView({ id: 'v1', host: 'web-1', source: '/a.log' }, begin, {
    push: (item) => items.push(item),
    decodeAs: () => {},
    changed: () => states.push(view.state),
  });
  const attach = () => view.attach((text) => sent.push(JSON.parse(text)));
  const opened = (offset = 0) => view.receive({ type: 'opened', view: 'v1', key: 'k', charset: 'UTF-8', generation: 1, offset });
  /** @type {(offset: number, text: string) => void} */
  const chunk = (offset, text) => view.receiveChunk({
    position: { generation: 1, offset }, bytes: new TextEncoder().encode(text), continues: false, wide: null,
  });
  /** @type {(state: import('../../main/webapp/wire/protocol.js').LogState, reason: string|null, lacks?: string[]) => void} */
  const says = (state, reason, lacks) => view.receive({ type: 'state', view: 'v1', state, reason, lacks });
  /** @type {(code: string, message: string) => void} */
  const fails = (code, message) => view.receive({ type: 'error', view: 'v1', code, message });
  return { view, sent, states, items, attach, opened, chunk, says, fails };
}

test('it opens with the last 200 lines', () => {
  const { sent, attach } = setUp();
  attach();
  equal(sent, [{ type: 'open', view: 'v1', host: 'web-1', source: '/a.log', from: { last: 200 } }]);
});

test('it opens where it was left before a login', () => {
  const { view, sent, attach, opened, chunk } = setUp({ generation: '7', offset: '42' });
  attach();
  equal(sent[0].from, { generation: '7', offset: '42' });
  opened(42);
  chunk(42, 'abc\n');
  view.detach();
  attach();
  equal(sent[1].from, { generation: 1, offset: 46 });
});

test('after a lost connection it goes on from the next position', () => {
  const { view, sent, attach, opened, chunk } = setUp();
  attach();
  opened(10);
  chunk(10, 'abc\n');
  view.detach();
  equal(view.state, 'connecting');
  attach();
  equal(sent[1].from, { generation: 1, offset: 14 });
});

test('a place that the log does not reach is given up for the last lines, after a mark, once', () => {
  const { view, sent, items, attach, opened, chunk, fails } = setUp({ generation: 1, offset: 900 });
  attach();
  const refuse = () => fails('beyond', 'Beyond the end.');
  refuse();
  equal(sent[1].from, { last: 200 });
  opened(10);
  chunk(10, 'abc\n');
  equal(items.map((item) => (item.type === 'mark' ? item.kind : item.type)), ['beyond', 'chunk']);
  equal(view.state, 'live');
  view.detach();
  attach();
  refuse();
  equal(sent.at(-1)?.from, { last: 200 });
  refuse();
  equal(view.state, 'error');
});

test('a refusal for any other reason keeps the place, and shows no mark', () => {
  const { view, sent, items, attach, opened, chunk, fails } = setUp({ generation: 1, offset: 900 });
  attach();
  opened(900);
  chunk(900, 'abc\n');
  fails('bad-request', 'There is a view of this log on this connection already.');
  equal([view.state, view.code, items.length, sent.length], ['error', 'bad-request', 1, 1]);
  view.open();
  equal(sent.at(-1)?.from, { generation: 1, offset: 904 });
});

test('a paused view is paused again after a lost connection', () => {
  const { view, sent, attach, opened } = setUp();
  attach();
  opened();
  view.setPaused(true);
  view.setPaused(true);
  view.detach();
  attach();
  view.setPaused(false);
  equal(sent.map(({ type }) => type), ['open', 'pause', 'open', 'pause', 'resume']);
});

test('a missing log is watched for, and stays an error until it is there', () => {
  const { view, attach, opened, says, fails } = setUp();
  attach();
  fails('not-found', 'not there');
  equal([view.state, view.reason, view.watching], ['error', 'not there', true]);
  view.open();
  equal(view.state, 'error');
  opened();
  equal(view.state, 'connecting');
  says('live', null);
  equal(view.state, 'live');
});

test('a refused log is not opened again by a new connection, but by a person', () => {
  const { view, sent, attach, fails } = setUp();
  attach();
  fails('forbidden', 'no');
  view.detach();
  attach();
  equal([sent.length, view.watching], [1, false]);
  view.open();
  equal([sent.length, view.state], [2, 'connecting']);
});

test('an ended view goes on from its place', () => {
  const { view, sent, attach, opened, chunk, says } = setUp();
  attach();
  opened();
  chunk(0, 'a\n');
  says('ended', 'Nobody was there.');
  equal([view.state, view.reason], ['ended', 'Nobody was there.']);
  view.open();
  equal([view.state, sent[1].from], ['connecting', { generation: 1, offset: 2 }]);
});

test('what can\'t be promised goes with the state', () => {
  const { view, states, attach, opened, says } = setUp();
  attach();
  opened();
  says('live', null, ['late']);
  equal([view.state, view.lacks], ['live', ['late']]);
  const before = states.length;
  says('live', null, ['late']);
  equal(states.length, before);
  says('live', null);
  equal([view.lacks, states.length], [[], before + 1]);
});
