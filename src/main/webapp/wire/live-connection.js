import { BackOff } from './back-off.js';
import { PING, readChunk, readMessage } from './protocol.js';
import { Pulse } from './pulse.js';

/** A handshake that takes longer gets no answer: on a dead line a browser would wait for minutes. */
const CONNECT_MS = 10_000;
/** A handshake of this age does not count after the device has slept. */
const FRESH_MS = 2_000;

/**
 * The page's one WebSocket. It opens when there is a view, comes back by itself after a fault, and opens its views again.
 *
 * States: `idle`, `connecting` (again, because of `reason`, if `again`), `open`, `waiting` (until `retryAt`, because of `reason`), `refused` (`reason` says why, `signedOut` whether
 * signing in helps; `retry()` tries again).
 */
export class LiveConnection {
  state = 'idle';
  reason = null;
  retryAt = 0;
  again = false;
  signedOut = false;
  #views = new Map();
  #socket = null;
  #timer = null;
  #since = 0;
  #pulse;
  #backOff;
  #createSocket;
  #whyRefused;
  #clock;
  #changed;
  #noAnswer;

  /**
   * @param {object} world
   * @param {() => WebSocket} world.createSocket
   * @param {() => Promise<{message: string, signedOut: boolean}|null>} world.whyRefused not null if there is no use in trying again; rejects if there is no answer
   * @param {() => string} [world.noAnswer] the reason in words when the server does not answer any more
   * @param {() => void} world.changed is called after each change of state
   * @param {{now: () => number, start: (run: () => void, ms: number) => any, stop: (timer: any) => void}} world.clock
   * @param {BackOff} [world.backOff]
   */
  constructor({ createSocket, whyRefused, changed, clock, noAnswer = () => null, backOff = new BackOff() }) {
    this.#createSocket = createSocket;
    this.#whyRefused = whyRefused;
    this.#changed = changed;
    this.#clock = clock;
    this.#backOff = backOff;
    this.#noAnswer = noAnswer;
    this.#pulse = new Pulse({ clock, ask: () => this.#socket.send(PING), lost: () => this.offline(noAnswer()) });
  }

  /** Adds a view, and connects if need be. */
  add(view) {
    this.#views.set(view.id, view);
    if (this.state === 'open') view.attach((text) => this.#socket.send(text));
    else if (this.state === 'idle') this.#connect();
  }

  /** Closes a view. The connection stays for the next one. */
  remove(view) {
    view.close();
    this.#views.delete(view.id);
  }

  /** Tries at once instead of waiting; does nothing while connected. */
  retry() {
    if (this.state !== 'waiting' && this.state !== 'refused') return;
    if (this.state === 'refused') Object.assign(this, { again: false, reason: null });
    this.#clock.stop(this.#timer);
    this.#connect();
  }

  /** The page is looked at again, or the network or the device has come back: a line that died meanwhile is given up at once. */
  wake() {
    if (this.state === 'waiting') {
      this.retry();
    } else if (this.state === 'open') {
      this.#pulse.wake();
    } else if (this.state === 'connecting' && this.#clock.now() - this.#since > FRESH_MS) {
      this.#abandon();
      this.#connect();
    }
  }

  /** The network is gone: doesn't wait for the socket to notice. */
  offline(reason) {
    if (this.state === 'idle' || this.state === 'refused') return;
    this.#abandon();
    this.#wait(reason);
  }

  /** Lets go and does not come back by itself: the page is left. */
  leave() {
    this.#abandon();
  }

  #connect() {
    this.#since = this.#clock.now();
    this.#become('connecting', this.reason);
    const socket = this.#createSocket();
    this.#socket = socket;
    let opened = false;
    const ours = (handle) => (event) => {
      if (socket === this.#socket) handle(event);
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = ours(() => {
      opened = true;
      this.again = false;
      this.#clock.stop(this.#timer);
      this.#pulse.start();
      this.#become('open');
      for (const view of this.#views.values()) view.attach((text) => socket.send(text));
    });
    socket.onmessage = ours(({ data }) => this.#receive(data));
    socket.onclose = ours((event) => this.#closed(opened, event));
    this.#timer = this.#clock.start(() => this.offline(this.#noAnswer()), CONNECT_MS);
  }

  #receive(data) {
    this.#backOff.reset();
    this.#pulse.heard();
    if (typeof data === 'string') {
      const message = readMessage(data);
      this.#views.get(message.view)?.receive(message);
      return;
    }
    const chunk = readChunk(data);
    for (const view of this.#views.values()) {
      if (view.key === chunk.key) view.receiveChunk(chunk);
    }
  }

  /** A refused upgrade looks like any lost connection (1006), so another resource must say why. 1008 is the end of a right or a session. */
  async #closed(opened, { code, reason }) {
    this.#abandon();
    const why = code === 1006 ? null : reason || null;
    if (opened && code !== 1008) {
      this.#wait(why);
      return;
    }
    this.#since = this.#clock.now();
    this.#become('connecting', why);
    const attempt = Symbol('attempt');
    this.#socket = attempt;
    this.#timer = this.#clock.start(() => this.offline(why), CONNECT_MS);
    const refusal = await this.#whyRefused().catch(() => null);
    if (this.#socket !== attempt) return;
    this.#clock.stop(this.#timer);
    if (refusal === null) this.#wait(why);
    else this.#become('refused', refusal.message, refusal.signedOut);
  }

  #wait(reason) {
    this.again = true;
    const ms = this.#backOff.next();
    this.retryAt = this.#clock.now() + ms;
    this.#timer = this.#clock.start(() => this.#connect(), ms);
    this.#become('waiting', reason);
  }

  #abandon() {
    const socket = this.#socket;
    this.#socket = null;
    this.#clock.stop(this.#timer);
    this.#pulse.stop();
    if (typeof socket?.close === 'function') socket.close();
    for (const view of this.#views.values()) view.detach();
  }

  #become(state, reason = null, signedOut = false) {
    Object.assign(this, { state, reason, signedOut });
    this.#changed();
  }
}
