import { EntryReceiver } from './entry-receiver.js';
import { toJson } from './position.js';
import { openMessage, viewMessage } from './protocol.js';

const LAST_LINES = 200;
/** After these codes the server may have more to say if it is asked again without anybody's doing. */
const PASSING = new Set(['not-found']);

/**
 * @typedef {import('./protocol.js').LogState|'error'} ViewState
 *
 * @typedef {object} ViewSink where a view's content goes
 * @property {(item: import('./entry-receiver.js').ViewItem) => void} push
 * @property {(charset: string) => void} decodeAs the charset of what follows
 * @property {() => void} changed the view's state has
 */

/**
 * One open view of a log: its state, and its place, over any number of connections. What comes goes to the sink, which also learns each
 * change of state.
 */
export class LiveView {
  /** @type {ViewState} */
  state = 'connecting';
  /** @type {string|null} a sentence of the server's */
  reason = null;
  /** @type {string|null} an error's */
  code = null;
  /** @type {string[]} what can't be promised while it is live */
  lacks = [];
  /** @type {string|null} what the log's chunks are marked with; null while there is no connection */
  key = null;
  paused = false;
  #receiver;
  #sink;
  #begin;
  /** @type {((text: string) => void)|null} */
  #send = null;

  /**
   * @param {{id: string, host: string, source: string}} log and the view's own name, unique on a connection
   * @param {import('./position.js').JsonPosition|null} begin the position to begin at; null for the last lines
   * @param {ViewSink} sink
   */
  constructor({ id, host, source }, begin, sink) {
    this.id = id;
    this.host = host;
    this.source = source;
    this.#begin = begin;
    this.#sink = sink;
    this.#receiver = new EntryReceiver((item) => sink.push(item));
  }

  /** @returns {import('./position.js').Position|null} where the next byte is expected */
  get next() {
    return this.#receiver.next;
  }

  /** @returns {boolean} whether it should be opened again after a while */
  get watching() {
    return this.state === 'error' && this.code !== null && PASSING.has(this.code);
  }

  /** @returns {boolean} whether the server holds this view, so that a new connection must open it again */
  get wanted() {
    return this.state !== 'ended' && (this.state !== 'error' || this.watching);
  }

  /**
   * A connection is there: opens the view from its place.
   * @param {(text: string) => void} send
   */
  attach(send) {
    this.#send = send;
    if (this.wanted) this.open();
  }

  /** The connection has gone. */
  detach() {
    this.#send = null;
    this.key = null;
    if (this.state === 'live' || this.state === 'reconnecting') this.#become('connecting');
  }

  /** Opens it, again if need be, from the next position. */
  open() {
    const from = this.next === null ? (this.#begin ?? { last: LAST_LINES }) : toJson(this.next);
    if (!this.watching) this.#become('connecting');
    this.#send?.(openMessage(this.id, this.host, this.source, from));
    if (this.paused) this.#send?.(viewMessage('pause', this.id));
  }

  /**
   * Asks the server to stop, or to go on, sending; it keeps the place.
   * @param {boolean} paused
   */
  setPaused(paused) {
    if (paused === this.paused) return;
    this.paused = paused;
    if (this.state !== 'error' && this.state !== 'ended') this.#send?.(viewMessage(paused ? 'pause' : 'resume', this.id));
  }

  close() {
    this.#send?.(viewMessage('close', this.id));
    this.#send = null;
  }

  /** @param {import('./protocol.js').ViewMessage} message that names this view */
  receive(message) {
    if (message.type === 'opened') this.#opened(message);
    else if (message.type === 'gap') this.#receiver.gap(message);
    else if (message.type === 'generation') this.#receiver.generation(message);
    else if (message.type === 'state') this.#become(message.state, message.reason, null, message.lacks ?? []);
    else if (message.type === 'error') this.#failed(message);
  }

  /** @param {Pick<import('./protocol.js').Chunk, 'position'|'bytes'|'continues'|'wide'>} chunk */
  receiveChunk(chunk) {
    if (this.state === 'connecting') this.#become('live');
    this.#receiver.chunk(chunk);
  }

  /**
   * A place that the log does not reach, of a link or from before it was cut, is given up for the last lines.
   * @param {import('./protocol.js').ErrorMessage} error
   */
  #failed({ code, message }) {
    if (code === 'beyond' && (this.#begin !== null || this.next !== null)) {
      this.#begin = null;
      this.#receiver.restart('beyond');
      this.open();
    } else {
      this.#become('error', message, code);
    }
  }

  /** @param {import('./protocol.js').OpenedMessage} message */
  #opened(message) {
    this.key = message.key;
    this.#sink.decodeAs(message.charset);
    this.#receiver.opened(message);
    if (this.state === 'error') this.#become('connecting');
  }

  /**
   * @param {ViewState} state
   * @param {string|null} [reason]
   * @param {string|null} [code]
   * @param {string[]} [lacks]
   */
  #become(state, reason = null, code = null, lacks = []) {
    if (state === this.state && reason === this.reason && code === this.code && lacks.join() === this.lacks.join()) return;
    Object.assign(this, { state, reason, code, lacks });
    this.#sink.changed();
  }
}
