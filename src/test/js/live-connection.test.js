import { BackOff } from '../../main/webapp/wire/back-off.js';
import { LiveConnection } from '../../main/webapp/wire/live-connection.js';
import { equal, ok, test } from './harness.js';

class FakeSocket {
  sent = [];
  closed = false;

  send(text) {
    this.sent.push(text);
  }

  close() {
    this.closed = true;
  }
}

function setUp({ refusal = async () => null } = {}) {
  const sockets = [];
  const timers = [];
  const connection = new LiveConnection({
    createSocket: () => {
      sockets.push(new FakeSocket());
      return sockets[sockets.length - 1];
    },
    whyRefused: refusal,
    changed: () => {},
    clock: { now: () => 1_000, start: (run, ms) => timers.push({ run, ms }), stop: () => {} },
    backOff: new BackOff(() => 0),
  });
  const view = { id: 'v1', key: null, log: [], attach() { this.log.push('attach'); }, detach() { this.log.push('detach'); }, close() { this.log.push('close'); },
    receive(message) { this.log.push(message.type); this.key = message.key; }, receiveChunk() { this.log.push('chunk'); } };
  const socket = () => sockets[sockets.length - 1];
  return { connection, sockets, timers, view, socket };
}
const settled = () => new Promise((done) => setTimeout(done));
const chunkFor = (key) => {
  const view = new DataView(new ArrayBuffer(33));
  view.setUint8(0, 1);
  view.setUint16(2, 32);
  view.setBigUint64(8, key);
  return view.buffer;
};

test('one connection serves all views, and opens with the first', () => {
  const { connection, sockets, view, socket } = setUp();
  equal(sockets.length, 0);
  connection.add(view);
  socket().onopen();
  connection.add({ ...view, id: 'v2' });
  equal([sockets.length, connection.state, view.log], [1, 'open', ['attach', 'attach']]);
});

test('messages go to the view they name, chunks to the view with their key', () => {
  const { connection, view, socket } = setUp();
  connection.add(view);
  socket().onopen();
  socket().onmessage({ data: chunkFor(5n) });
  socket().onmessage({ data: '{"type":"opened","view":"v1","key":"0000000000000005"}' });
  socket().onmessage({ data: '{"type":"state","view":"v9"}' });
  socket().onmessage({ data: chunkFor(5n) });
  equal(view.log, ['attach', 'opened', 'chunk']);
});

test('a lost connection comes back after a wait', () => {
  const { connection, sockets, timers, view, socket } = setUp();
  connection.add(view);
  socket().onopen();
  socket().onclose({ code: 1006, reason: '' });
  equal([connection.state, connection.retryAt, timers[0].ms], ['waiting', 1_500, 500]);
  timers[0].run();
  socket().onopen();
  equal([sockets.length, view.log], [2, ['attach', 'detach', 'attach']]);
});

test('a refused browser learns why and doesn\'t try again by itself', async () => {
  const { connection, timers, view, socket } = setUp({ refusal: async () => ({ message: 'You may not.', signedOut: false }) });
  connection.add(view);
  socket().onclose({ code: 1006, reason: '' });
  await settled();
  equal([connection.state, connection.reason, connection.signedOut, timers.length], ['refused', 'You may not.', false, 0]);
  connection.retry();
  equal(connection.state, 'connecting');
});

test('without an answer it waits', async () => {
  const { connection, view, socket } = setUp({ refusal: () => Promise.reject(new Error('offline')) });
  connection.add(view);
  socket().onclose({ code: 1006, reason: '' });
  await settled();
  equal(connection.state, 'waiting');
});

test('the end of a session is asked about', async () => {
  const { connection, view, socket } = setUp({ refusal: async () => ({ message: 'Sign in again.', signedOut: true }) });
  connection.add(view);
  socket().onopen();
  socket().onclose({ code: 1008, reason: 'session' });
  await settled();
  equal([connection.state, connection.reason, connection.signedOut], ['refused', 'Sign in again.', true]);
  connection.retry();
  equal([connection.state, connection.signedOut], ['connecting', false]);
});

test('a page that is being left asks nobody and does not connect again', async () => {
  const { connection, sockets, timers, view, socket } = setUp({ refusal: () => Promise.reject(new Error('the page is left')) });
  connection.add(view);
  socket().onopen();
  socket().onclose({ code: 1008, reason: 'You have signed out.' });
  connection.leave();
  await settled();
  equal([sockets.length, timers.length], [1, 0]);
});

test('without a network it lets go at once, and what the old socket says later is nothing', () => {
  const { connection, view, sockets } = setUp();
  connection.add(view);
  sockets[0].onopen();
  connection.offline('offline');
  ok(sockets[0].closed);
  sockets[0].onclose({ code: 1006, reason: '' });
  equal([connection.state, connection.reason, view.log], ['waiting', 'offline', ['attach', 'detach']]);
  connection.retry();
  equal(sockets.length, 2);
});
