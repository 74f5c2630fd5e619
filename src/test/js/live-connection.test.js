import { ReconnectBackoff } from '../../main/webapp/wire/reconnect-backoff.js';
import { LiveConnection } from '../../main/webapp/wire/live-connection.js';
import { equal, ok, test } from './harness.js';

/** @typedef {import('../../main/webapp/wire/live-connection.js').LiveSocket} LiveSocket */

/** @implements {LiveSocket} */
class FakeSocket {
  /** @type {BinaryType} */
  binaryType = 'blob';
  /** @type {LiveSocket['onopen']} */
  onopen = null;
  /** @type {LiveSocket['onmessage']} */
  onmessage = null;
  /** @type {LiveSocket['onclose']} */
  onclose = null;
  /** @type {string[]} */
  sent = [];
  closed = false;

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  close() {
    this.closed = true;
  }

  /** The handshake has worked. */
  opens() {
    this.onopen?.(new Event('open'));
  }

  /** @param {string|ArrayBuffer} data from the server */
  gets(data) {
    this.onmessage?.(new MessageEvent('message', { data }));
  }

  /**
   * @param {number} code
   * @param {string} [reason]
   */
  ends(code, reason = '') {
    this.onclose?.(new CloseEvent('close', { code, reason }));
  }
}

/** A view that keeps what happens to it. */
class FakeView {
  /** @type {string|null} */
  key = null;
  /** @type {string[]} */
  log = [];

  constructor(id = 'v1') {
    this.id = id;
  }

  attach() {
    this.log.push('attach');
  }

  detach() {
    this.log.push('detach');
  }

  close() {
    this.log.push('close');
  }

  /** @param {import('../../main/webapp/wire/protocol.js').ViewMessage} message */
  receive(message) {
    this.log.push(message.type);
    if (message.type === 'opened') this.key = message.key;
  }

  receiveChunk() {
    this.log.push('chunk');
  }
}

/** @param {{refusal?: () => Promise<import('../../main/webapp/wire/api.js').Refusal|null>}} [answers] */
function setUp({ refusal = async () => null } = {}) {
  /** @type {FakeSocket[]} */
  const sockets = [];
  const clock = movedClock();
  const connection = new LiveConnection({
    createSocket: () => {
      const made = new FakeSocket();
      sockets.push(made);
      return made;
    },
    whyRefused: refusal,
    changed: () => {},
    noAnswer: () => 'no answer',
    clock,
    backOff: new ReconnectBackoff(() => 0),
  });
  const socket = () => sockets[sockets.length - 1];
  return { connection, sockets, clock, view: new FakeView(), socket };
}

/** Stands at 1000 ms until the test lets time pass; timers run when they are due, or, after a sleep, all at its end. */
function movedClock() {
  let now = 1_000;
  let started = 0;
  /** @type {Map<number, {run: () => void, at: number}>} */
  const timers = new Map();
  /** @param {number} until */
  const due = (until) => [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
  /** @param {number} ms */
  const pass = (ms) => {
    const until = now + ms;
    for (let next = due(until); next !== undefined; next = due(until)) {
      const [timer, { run, at }] = next;
      now = Math.max(now, at);
      timers.delete(timer);
      run();
    }
    now = until;
  };
  return {
    now: () => now,
    /** @type {(run: () => void, ms: number) => number} */
    start: (run, ms) => {
      started += 1;
      timers.set(started, { run, at: now + ms });
      return started;
    },
    /** @param {number} timer */
    stop: (timer) => {
      timers.delete(timer);
    },
    pass,
    /** @param {number} ms */
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
/** @param {bigint} key */
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
  socket().opens();
  const second = new FakeView('v2');
  connection.add(second);
  equal([sockets.length, connection.state, view.log, second.log], [1, 'open', ['attach'], ['attach']]);
});

test('messages go to the view they name, chunks to the view with their key', () => {
  const { connection, view, socket } = setUp();
  connection.add(view);
  socket().opens();
  socket().gets(chunkFor(5n));
  socket().gets('{"type":"opened","view":"v1","key":"0000000000000005"}');
  socket().gets('{"type":"state","view":"v9"}');
  socket().gets(chunkFor(5n));
  equal(view.log, ['attach', 'opened', 'chunk']);
});

test('a lost connection comes back after a wait', () => {
  const { connection, sockets, clock, view, socket } = setUp();
  connection.add(view);
  socket().opens();
  socket().ends(1006);
  equal([connection.state, connection.retryAt], ['waiting', 1_500]);
  clock.pass(500);
  socket().opens();
  equal([sockets.length, view.log], [2, ['attach', 'detach', 'attach']]);
});

test('a refused browser learns why and doesn\'t try again by itself', async () => {
  const { connection, clock, view, socket } = setUp({ refusal: async () => ({ message: 'You may not.', signedOut: false }) });
  connection.add(view);
  socket().ends(1006);
  await settled();
  equal([connection.state, connection.reason, connection.signedOut, clock.pending], ['refused', 'You may not.', false, 0]);
  connection.retry();
  equal(connection.state, 'connecting');
});

test('without an answer it waits', async () => {
  const { connection, view, socket } = setUp({ refusal: () => Promise.reject(new Error('offline')) });
  connection.add(view);
  socket().ends(1006);
  await settled();
  equal(connection.state, 'waiting');
});

test('the end of a session is asked about', async () => {
  const { connection, view, socket } = setUp({ refusal: async () => ({ message: 'Sign in again.', signedOut: true }) });
  connection.add(view);
  socket().opens();
  socket().ends(1008, 'session');
  await settled();
  equal([connection.state, connection.reason, connection.signedOut], ['refused', 'Sign in again.', true]);
  connection.retry();
  equal([connection.state, connection.signedOut], ['connecting', false]);
});

test('a page that is being left asks nobody and does not connect again', async () => {
  const { connection, sockets, clock, view, socket } = setUp({ refusal: () => Promise.reject(new Error('the page is left')) });
  connection.add(view);
  socket().opens();
  socket().ends(1008, 'You have signed out.');
  connection.leave();
  await settled();
  equal([sockets.length, clock.pending], [1, 0]);
});

test('without a network it lets go at once, and what the old socket says later is nothing', () => {
  const { connection, view, sockets } = setUp();
  connection.add(view);
  sockets[0].opens();
  connection.offline('offline');
  ok(sockets[0].closed);
  sockets[0].ends(1006);
  equal([connection.state, connection.reason, view.log], ['waiting', 'offline', ['attach', 'detach']]);
  connection.retry();
  equal(sockets.length, 2);
});

const live = '{"type":"state","view":"v1","state":"live"}';
/** @param {FakeSocket} socket */
const pings = (socket) => socket.sent.filter((text) => JSON.parse(text).type === 'ping').length;

function opened() {
  const all = setUp();
  all.connection.add(all.view);
  all.socket().opens();
  return all;
}

test('a line that has died without a word is given up within 10 s, and the next one asks for the rest', () => {
  for (let quiet = 0; quiet < 5_000; quiet += 700) {
    const { connection, clock, socket, sockets, view } = opened();
    clock.pass(quiet);
    socket().gets(live);
    clock.pass(9_000);
    equal([connection.state, connection.reason, sockets[0].closed], ['waiting', 'no answer', true], `after ${quiet}`);
    clock.pass(500);
    socket().opens();
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
    socket().gets('{"type":"pong"}');
  }
  equal([connection.state, sockets.length], ['open', 1]);
});

test('a log that speaks needs no questions', () => {
  const { clock, socket } = opened();
  for (let i = 0; i < 100; i++) {
    clock.pass(4_000);
    socket().gets(live);
  }
  equal(pings(socket()), 0);
});

test('timers that come once a minute, as in a hidden page, end no line that answers, and still notice a dead one', () => {
  const { connection, clock, socket, sockets } = opened();
  for (let i = 0; i < 20; i++) {
    clock.sleep(60_000);
    socket().gets('{"type":"pong"}');
  }
  equal([connection.state, sockets.length], ['open', 1]);
  for (let i = 0; i < 3; i++) clock.sleep(60_000);
  equal(connection.state, 'waiting');
});

test('an answer that waits behind a late timer counts', () => {
  const { connection, clock, socket } = opened();
  clock.pass(5_000);
  clock.sleep(3_600_000);
  socket().gets('{"type":"pong"}');
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
  socket().ends(1006);
  await settled();
  clock.pass(10_000);
  equal(connection.state, 'waiting');
});

/**
 * Each try is answered like that, and then nothing more comes: the third one is open for 15 s.
 *
 * @param {(socket: FakeSocket) => void} answer
 */
function expectPatience(answer) {
  const { connection, clock, socket, sockets } = opened();
  let since = clock.now();
  while (clock.now() - since < 15_000 && sockets.length < 10) {
    clock.pass(100);
    if (connection.state !== 'connecting') continue;
    answer(socket());
    since = clock.now();
  }
  equal([connection.state, sockets.length], ['open', 3]);
}

test('a line that is slow rather than dead is given more time after each try', () => {
  expectPatience((socket) => {
    socket.opens();
  });
});

test('a line with a busy log that dies once more is noticed as soon as the first time', () => {
  const { connection, clock, socket } = opened();
  clock.pass(10_000);
  equal(connection.state, 'connecting');
  socket().opens();
  for (let i = 0; i < 60; i++) {
    clock.pass(1_000);
    socket().gets(live);
  }
  clock.pass(8_999);
  equal(connection.state, 'open');
  clock.pass(1);
  equal(connection.state, 'waiting');
});

test('a slow line on which only the first words come at once is given more time after each try', () => {
  expectPatience((socket) => {
    socket.opens();
    socket.gets(live);
  });
});
