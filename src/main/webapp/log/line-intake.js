import { advance, distance } from '../wire/position.js';
import { LineSplitter } from './line-splitter.js';
import { LineWriter } from './line-writer.js';

const MOST_QUEUED_BYTES = 16 * 1024 * 1024;
/** The clock is read once in so many lines. */
const LINES_BETWEEN_LOOKS = 32;

/**
 * @typedef {import('../wire/entry-receiver.js').ViewItem} ViewItem
 * @typedef {import('../wire/entry-receiver.js').ChunkItem} ChunkItem
 * @typedef {ViewItem|{type: 'charset', charset: string}} IntakeItem
 */

/**
 * The queue between the network and the buffer: takes chunks as they come, and turns them into rows in slices of bounded time.
 * If it grows beyond its bound, the oldest half of it becomes a gap.
 */
export class LineIntake {
  queuedBytes = 0;
  /** @type {IntakeItem[]} */
  #queue = [];
  #charset;
  #chosen;
  #splitter;
  #buffer;
  #writer;
  #now;
  #mostQueuedBytes;

  /**
   * @param {import('./line-buffer.js').LineBuffer} buffer
   * @param {object} [options]
   * @param {() => number} [options.now] milliseconds
   * @param {number} [options.mostQueuedBytes]
   * @param {string|null} [options.charset] that a person has chosen: it holds, whatever comes
   */
  constructor(buffer, { now = () => performance.now(), mostQueuedBytes = MOST_QUEUED_BYTES, charset = null } = {}) {
    this.#chosen = charset;
    this.#charset = charset ?? 'utf-8';
    this.#splitter = new LineSplitter(this.#charset);
    this.#buffer = buffer;
    this.#writer = new LineWriter(buffer);
    this.#now = now;
    this.#mostQueuedBytes = mostQueuedBytes;
  }

  /** @returns {number} lines written since the view was opened */
  get lines() {
    return this.#writer.lines;
  }

  /** @returns {boolean} whether nothing waits */
  get idle() {
    return this.#queue.length === 0 && this.#splitter.idle;
  }

  /** @returns {string} what the bytes are read as */
  get charset() {
    return this.#splitter.charset;
  }

  /** @returns {Uint8Array|null} bytes that are not text in that charset; null if none have come */
  get malformed() {
    return this.#splitter.malformed;
  }

  /** @param {string} charset of what follows */
  decodeAs(charset) {
    this.#queue.push({ type: 'charset', charset });
  }

  /** @param {ViewItem} item */
  push(item) {
    this.#queue.push(item);
    if (item.type !== 'chunk') return;
    this.queuedBytes += item.bytes.length;
    if (this.queuedBytes > this.#mostQueuedBytes) this.#skipOldest();
  }

  /**
   * Writes rows until the queue is empty, the time is up or the buffer must not grow.
   * @param {number} budgetMs
   * @param {boolean} mayDrop whether the oldest rows may go to make room
   */
  run(budgetMs, mayDrop) {
    const until = this.#now() + budgetMs;
    for (let lines = 1; mayDrop || !this.#buffer.full; lines++) {
      const piece = this.#nextPiece();
      if (piece === null) break;
      this.#writer.write(piece);
      if (lines % LINES_BETWEEN_LOOKS === 0 && this.#now() >= until) break;
    }
    if (mayDrop) this.#buffer.trim();
  }

  #nextPiece() {
    for (;;) {
      const piece = this.#splitter.next();
      if (piece !== null) return piece;
      const item = this.#queue.shift();
      if (item === undefined) return null;
      this.#take(item);
    }
  }

  /** @param {IntakeItem} item */
  #take(item) {
    if (item.type === 'chunk') {
      this.queuedBytes -= item.bytes.length;
      this.#readAs(this.#chosen ?? item.wide ?? this.#charset);
      // where the server has seen other line ends than this page, it can't tell whether a line goes on
      if (item.continues && (item.wide !== null) === this.#splitter.wide) this.#writer.expectRest();
      this.#splitter.feed(item.bytes, Number(BigInt(item.position.offset) & 1n));
    } else if (item.type === 'mark') {
      this.#splitter.breakLine();
      this.#writer.mark(item);
    } else {
      this.#charset = item.charset;
    }
  }

  /** @param {string} charset */
  #readAs(charset) {
    if (charset.toLowerCase() === this.#splitter.charset) return;
    this.#writer.breakLine();
    this.#splitter = new LineSplitter(charset);
  }

  #skipOldest() {
    /** @type {IntakeItem[]} */
    const kept = [];
    for (const item of this.#queue) {
      if (item.type === 'chunk' && this.queuedBytes > this.#mostQueuedBytes / 2) {
        this.queuedBytes -= item.bytes.length;
        widenGap(kept, item);
      } else {
        kept.push(item);
      }
    }
    this.#queue = kept;
  }
}

/**
 * Adds a chunk that is skipped to the gap at the end of the list, or begins one.
 * @param {IntakeItem[]} items
 * @param {ChunkItem} chunk
 */
function widenGap(items, { position, bytes }) {
  const last = items[items.length - 1];
  const to = advance(position, bytes.length);
  if (last?.type === 'mark' && last.kind === 'gap' && last.reason === 'browser' && last.to.generation === position.generation) {
    last.to = to;
    last.bytes = distance(last.from, to);
  } else {
    items.push({ type: 'mark', kind: 'gap', from: position, to, bytes: bytes.length, reason: 'browser' });
  }
}
