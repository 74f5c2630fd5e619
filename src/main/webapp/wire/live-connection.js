import { ReconnectBackoff } from './reconnect-backoff.js';
import { PING, readChunk, readMessage } from './protocol.js';
import { HeartbeatMonitor } from './heartbeat-monitor.js';

/** A handshake that takes longer gets no answer: on a dead line a browser would wait for minutes. */
const CONNECT_MS = 10_000;
/** A handshake of this age does not count after the device has slept. */
const FRESH_MS = 2_000;

/**
 * @typedef {'idle'|'connecting'|'open'|'waiting'|'refused'} ConnectionState
 *
 * @typedef {object} LiveSocket what is used of a WebSocket
 * @property {BinaryType} binaryType
 * @property {((event: Event) => void)|null} onopen
 * @property {((event: MessageEvent) => void)|null} onmessage
 * @property {((event: CloseEvent) => void)|null} onclose
 * @property {(text: string) => void} send
 * @property {() => void} close
 *
 * @typedef {Pick<import('./live-view.js').LiveView, 'id'|'key'|'attach'|'detach'|'close'|'receive'|'receiveChunk'>} ConnectedView
 */

/** The page's one WebSocket. It opens when there is a view, comes back by itself after a fault, and opens its views again. */
export class LiveConnection {
  /** @type {ConnectionState} while `refused`, only `retry()` tries again */
  state = 'idle';
  /** @type {string|null} why it is `waiting`, `refused` or `connecting` again */
  reason = null;
  /** When `waiting` ends, in milliseconds of the clock. */
  retryAt = 0;
  /** Whether it is `connecting` after a fault. */
  again = false;
  /** Whether signing in helps where it is `refused`. */
  signedOut = false;
  /** @type {Map<string, ConnectedView>} by their names */
  #views = new Map();
  /** @type {LiveSocket|null} */
  #socket = null;
  /** @type {symbol|null} the question why the socket was refused, as long as its answer counts */
  #question = null;
  #timer = 0;
  #since = 0;
  #heartbeat;
  #backOff;
  #createSocket;
  #whyRefused;
  #clock;
  #changed;
  #noAnswer;

  /**
   * @param {object} world
   * @param {() => LiveSocket} world.createSocket
   * @param {() => Promise<import('./api.js').Refusal|null>} world.whyRefused not null if there is no use in trying again; rejects if
   *   there is no answer
   * @param {() => string|null} [world.noAnswer] the reason in words when the server does not answer any more
   * @param {() => void} world.changed is called after each change of state
   * @param {import('./heartbeat-monitor.js').Clock} world.clock
   * @param {ReconnectBackoff} [world.backOff]
   */
  constructor({ createSocket, whyRefused, changed, clock, noAnswer = () => null, backOff = new ReconnectBackoff() }) {
    this.#createSocket = createSocket;
    this.#whyRefused = whyRefused;
    this.#changed = changed;
    this.#clock = clock;
    this.#backOff = backOff;
    this.#noAnswer = noAnswer;
    this.#heartbeat = new HeartbeatMonitor({ clock, ask: () => this.#send(PING), lost: () => this.offline(noAnswer()) });
  }

  /**
   * Adds a view, and connects if need be.
   * @param {ConnectedView} view
   */
  add(view) {
    this.#views.set(view.id, view);
    if (this.state === 'open') view.attach((text) => this.#send(text));
    else if (this.state === 'idle') this.#connect();
  }

  /**
   * Closes a view. The connection stays for the next one.
   * @param {ConnectedView} view
   */
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
      this.#heartbeat.wake();
    } else if (this.state === 'connecting' && this.#clock.now() - this.#since > FRESH_MS) {
      this.#abandon();
      this.#connect();
    }
  }

  /**
   * The network is gone: doesn't wait for the socket to notice.
   * @param {string|null} reason
   */
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
    const isCurrent = () => socket === this.#socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (!isCurrent()) return;
      opened = true;
      this.again = false;
      this.#clock.stop(this.#timer);
      this.#heartbeat.start();
      this.#become('open');
      for (const view of this.#views.values()) view.attach((text) => socket.send(text));
    };
    socket.onmessage = ({ data }) => {
      if (isCurrent()) this.#receive(data);
    };
    socket.onclose = (event) => {
      if (isCurrent()) this.#closed(opened, event);
    };
    this.#timer = this.#clock.start(() => this.offline(this.#noAnswer()), CONNECT_MS);
  }

  /** @param {string} text */
  #send(text) {
    this.#socket?.send(text);
  }

  /** @param {string|ArrayBuffer} data */
  #receive(data) {
    this.#backOff.reset();
    this.#heartbeat.heard();
    if (typeof data === 'string') {
      const message = readMessage(data);
      if (message.view) this.#views.get(message.view)?.receive(message);
      return;
    }
    const chunk = readChunk(data);
    for (const view of this.#views.values()) {
      if (view.key === chunk.key) view.receiveChunk(chunk);
    }
  }

  /**
   * A refused upgrade looks like any lost connection (1006), so another resource must say why. 1008 is the end of a right or a session.
   * @param {boolean} opened
   * @param {CloseEvent} event
   */
  async #closed(opened, { code, reason }) {
    this.#abandon();
    const why = code === 1006 ? null : reason || null;
    if (opened && code !== 1008) {
      this.#wait(why);
      return;
    }
    this.#since = this.#clock.now();
    this.#become('connecting', why);
    const question = Symbol('why');
    this.#question = question;
    this.#timer = this.#clock.start(() => this.offline(why), CONNECT_MS);
    const refusal = await this.#whyRefused().catch(() => null);
    if (this.#question !== question) return;
    this.#question = null;
    this.#clock.stop(this.#timer);
    if (refusal === null) this.#wait(why);
    else this.#become('refused', refusal.message, refusal.signedOut);
  }

  /** @param {string|null} reason */
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
    this.#question = null;
    this.#clock.stop(this.#timer);
    this.#heartbeat.stop();
    socket?.close();
    for (const view of this.#views.values()) view.detach();
  }

  /**
   * @param {ConnectionState} state
   * @param {string|null} [reason]
   * @param {boolean} [signedOut]
   */
  #become(state, reason = null, signedOut = false) {
    Object.assign(this, { state, reason, signedOut });
    this.#changed();
  }
}
