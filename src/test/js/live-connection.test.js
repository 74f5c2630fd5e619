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
  const clock = movedClock();
  const connection = new LiveConnection({
    createSocket: () => {
      sockets.push(new FakeSocket());
      return sockets[sockets.length - 1];
    },
    whyRefused: refusal,
    changed: () => {},
    noAnswer: () => 'no answer',
    clock,
    backOff: new BackOff(() => 0),
  });
  const view = { id: 'v1', key: null, log: [], attach() { this.log.push('attach'); }, detach() { this.log.push('detach'); }, close() { this.log.push('close'); },
    receive(message) { this.log.push(message.type); this.key = message.key; }, receiveChunk() { this.log.push('chunk'); } };
  const socket = () => sockets[sockets.length - 1];
  return { connection, sockets, clock, view, socket };
}

/** Stands at 1000 ms until the test lets time pass; timers run when they are due, or, after a sleep, all at its end. */
function movedClock() {
  let now = 1_000;
  const timers = new Set();
  const due = (until) => [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  const pass = (ms) => {
    const until = now + ms;
    for (let timer = due(until); timer !== undefined; timer = due(until)) {
      now = Math.max(now, timer.at);
      timers.delete(timer);
      timer.run();
    }
    now = until;
  };
  return {
    now: () => now,
    start: (run, ms) => {
      const timer = { run, at: now + ms };
      timers.add(timer);
      return timer;
    },
    stop: (timer) => timers.delete(timer),
    pass,
    sleep: (ms) => {
      now += ms;
      pass(0);
    },
    get pending() {
      return timers.size;
    },
  };
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
  const { connection, sockets, clock, view, socket } = setUp();
  connection.add(view);
  socket().onopen();
  socket().onclose({ code: 1006, reason: '' });
  equal([connection.state, connection.retryAt], ['waiting', 1_500]);
  clock.pass(500);
  socket().onopen();
  equal([sockets.length, view.log], [2, ['attach', 'detach', 'attach']]);
});

test('a refused browser learns why and doesn\'t try again by itself', async () => {
  const { connection, clock, view, socket } = setUp({ refusal: async () => ({ message: 'You may not.', signedOut: false }) });
  connection.add(view);
  socket().onclose({ code: 1006, reason: '' });
  await settled();
  equal([connection.state, connection.reason, connection.signedOut, clock.pending], ['refused', 'You may not.', false, 0]);
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
  const { connection, sockets, clock, view, socket } = setUp({ refusal: () => Promise.reject(new Error('the page is left')) });
  connection.add(view);
  socket().onopen();
  socket().onclose({ code: 1008, reason: 'You have signed out.' });
  connection.leave();
  await settled();
  equal([sockets.length, clock.pending], [1, 0]);
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

const live = '{"type":"state","view":"v1","state":"live"}';
const pings = (socket) => socket.sent.filter((text) => JSON.parse(text).type === 'ping').length;

function opened() {
  const all = setUp();
  all.connection.add(all.view);
  all.socket().onopen();
  return all;
}

test('a line that has died without a word is given up within 10 s, and the next one asks for the rest', () => {
  for (let quiet = 0; quiet < 5_000; quiet += 700) {
    const { connection, clock, socket, sockets, view } = opened();
    clock.pass(quiet);
    socket().onmessage({ data: live });
    clock.pass(9_000);
    equal([connection.state, connection.reason, sockets[0].closed], ['waiting', 'no answer', true], `after ${quiet}`);
    clock.pass(500);
    socket().onopen();
    equal([connection.state, view.log], ['open', ['attach', 'state', 'detach', 'attach']]);
  }
});

test('a quiet line stays as long as the server answers', () => {
  const { connection, clock, socket, sockets } = opened();
  for (let i = 0; i < 1_000; i++) {
    const before = pings(socket());
    clock.pass(5_000);
    equal(pings(socket()), before + 1);
    clock.pass(3_000);
    socket().onmessage({ data: '{"type":"pong"}' });
  }
  equal([connection.state, sockets.length], ['open', 1]);
});

test('a log that speaks needs no questions', () => {
  const { clock, socket } = opened();
  for (let i = 0; i < 100; i++) {
    clock.pass(4_000);
    socket().onmessage({ data: live });
  }
  equal(pings(socket()), 0);
});

test('timers that come once a minute, as in a hidden page, end no line that answers, and still notice a dead one', () => {
  const { connection, clock, socket, sockets } = opened();
  for (let i = 0; i < 20; i++) {
    clock.sleep(60_000);
    socket().onmessage({ data: '{"type":"pong"}' });
  }
  equal([connection.state, sockets.length], ['open', 1]);
  for (let i = 0; i < 3; i++) clock.sleep(60_000);
  equal(connection.state, 'waiting');
});

test('an answer that waits behind a late timer counts', () => {
  const { connection, clock, socket } = opened();
  clock.pass(5_000);
  clock.sleep(3_600_000);
  socket().onmessage({ data: '{"type":"pong"}' });
  clock.pass(4_000);
  equal(connection.state, 'open');
});

test('after sleep a dead line is given up within 2 s', () => {
  for (const before of [1_000, 5_000]) {
    const { connection, clock } = opened();
    clock.pass(before);
    clock.sleep(3_600_000);
    clock.pass(2_000);
    equal(connection.state, 'waiting');
  }
  const { connection, clock } = opened();
  clock.pass(1_000);
  connection.wake();
  clock.pass(2_000);
  equal(connection.state, 'waiting');
});

test('a handshake without an answer is tried again, and says so', () => {
  const { connection, clock, sockets, view } = setUp();
  connection.add(view);
  clock.pass(10_000);
  equal([connection.state, connection.reason, sockets[0].closed], ['waiting', 'no answer', true]);
  clock.pass(500);
  equal([connection.state, connection.again, connection.reason, sockets.length], ['connecting', true, 'no answer', 2]);
});

test('a question why without an answer does not hold the page up', async () => {
  const { connection, clock, view, socket } = setUp({ refusal: () => new Promise(() => {}) });
  connection.add(view);
  socket().onclose({ code: 1006, reason: '' });
  await settled();
  clock.pass(10_000);
  equal(connection.state, 'waiting');
});

test('a line that is slow rather than dead is given more time after each try', () => {
  const { connection, clock, socket, sockets } = opened();
  let since = clock.now();
  while (clock.now() - since < 15_000 && sockets.length < 10) {
    clock.pass(100);
    if (connection.state !== 'connecting') continue;
    socket().onopen();
    since = clock.now();
  }
  equal([connection.state, sockets.length], ['open', 3]);
});

test('a line with a busy log that dies once more is noticed as soon as the first time', () => {
  const { connection, clock, socket } = opened();
  clock.pass(10_000);
  equal(connection.state, 'connecting');
  socket().onopen();
  for (let i = 0; i < 60; i++) {
    clock.pass(1_000);
    socket().onmessage({ data: live });
  }
  clock.pass(8_999);
  equal(connection.state, 'open');
  clock.pass(1);
  equal(connection.state, 'waiting');
});

test('a slow line on which only the first words come at once is given more time after each try', () => {
  const { connection, clock, socket, sockets } = opened();
  let since = clock.now();
  while (clock.now() - since < 15_000 && sockets.length < 10) {
    clock.pass(100);
    if (connection.state !== 'connecting') continue;
    socket().onopen();
    socket().onmessage({ data: live });
    since = clock.now();
  }
  equal([connection.state, sockets.length], ['open', 3]);
});
