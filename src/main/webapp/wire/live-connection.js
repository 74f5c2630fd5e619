import { BackOff } from './back-off.js';
import { readChunk } from './protocol.js';

/**
 * The page's one WebSocket. It opens when there is a view, comes back by itself after a fault, and opens its views again.
 *
 * States: `idle`, `connecting`, `open`, `waiting` (until `retryAt`, because of `reason`), `refused` (`reason` says why, `signedOut` whether
 * signing in helps; `retry()` tries again).
 */
export class LiveConnection {
  state = 'idle';
  reason = null;
  retryAt = 0;
  signedOut = false;
  #views = new Map();
  #socket = null;
  #timer = null;
  #backOff;
  #createSocket;
  #whyRefused;
  #clock;
  #changed;

  /**
   * @param {object} world
   * @param {() => WebSocket} world.createSocket
   * @param {() => Promise<{message: string, signedOut: boolean}|null>} world.whyRefused not null if there is no use in trying again; rejects if there is no answer
   * @param {() => void} world.changed is called after each change of state
   * @param {{now: () => number, start: (run: () => void, ms: number) => any, stop: (timer: any) => void}} world.clock
   * @param {BackOff} [world.backOff]
   */
  constructor({ createSocket, whyRefused, changed, clock, backOff = new BackOff() }) {
    this.#createSocket = createSocket;
    this.#whyRefused = whyRefused;
    this.#changed = changed;
    this.#clock = clock;
    this.#backOff = backOff;
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
    this.#clock.stop(this.#timer);
    this.#connect();
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
    this.#become('connecting');
    const socket = this.#createSocket();
    this.#socket = socket;
    let opened = false;
    const ours = (handle) => (event) => {
      if (socket === this.#socket) handle(event);
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = ours(() => {
      opened = true;
      this.#become('open');
      for (const view of this.#views.values()) view.attach((text) => socket.send(text));
    });
    socket.onmessage = ours(({ data }) => this.#receive(data));
    socket.onclose = ours((event) => this.#closed(opened, event));
  }

  #receive(data) {
    this.#backOff.reset();
    if (typeof data === 'string') {
      const message = JSON.parse(data);
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
    this.#become('connecting');
    const attempt = Symbol('attempt');
    this.#socket = attempt;
    const refusal = await this.#whyRefused().catch(() => null);
    if (this.#socket !== attempt) return;
    if (refusal === null) this.#wait(why);
    else this.#become('refused', refusal.message, refusal.signedOut);
  }

  #wait(reason) {
    const ms = this.#backOff.next();
    this.retryAt = this.#clock.now() + ms;
    this.#timer = this.#clock.start(() => this.#connect(), ms);
    this.#become('waiting', reason);
  }

  #abandon() {
    const socket = this.#socket;
    this.#socket = null;
    this.#clock.stop(this.#timer);
    if (typeof socket?.close === 'function') socket.close();
    for (const view of this.#views.values()) view.detach();
  }

  #become(state, reason = null, signedOut = false) {
    Object.assign(this, { state, reason, signedOut });
    this.#changed();
  }
}
