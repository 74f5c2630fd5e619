import { advance, distance, exact, positionOf } from './position.js';

/**
 * Keeps a view's place in its log, and turns what comes into a gapless list of items: what was received before is cut off, what is
 * missing without a word from the server becomes a gap.
 *
 * @typedef {{type: 'chunk', position: object, bytes: Uint8Array, continues: boolean, wide: string|null}} ChunkItem
 * @typedef {{type: 'mark', kind: string, from?: object, to?: object, bytes?: number|null, reason?: string}} MarkItem
 */
export class Receiver {
  /** @type {import('./position.js').Position|null} where the next byte is expected; null before the first `opened` */
  next = null;
  #emit;

  /** @param {(item: ChunkItem|MarkItem) => void} emit */
  constructor(emit) {
    this.#emit = emit;
  }

  /** The view was opened, or opened again, at that position. */
  opened(message) {
    const start = positionOf(message);
    if (this.next === null) this.next = start;
    else this.#moveTo(start, 'unavailable');
  }

  /** Forgets the place: what comes next begins elsewhere, behind a mark of that kind. */
  restart(kind) {
    this.next = null;
    this.#emit({ type: 'mark', kind });
  }

  /** @param {import('./protocol.js').Chunk} chunk */
  chunk({ position, bytes, continues, wide = null }) {
    if (this.next === null) this.next = position;
    if (position.generation < this.next.generation) return;
    this.#moveTo(position, 'unavailable');
    const known = distance(position, this.next);
    if (known >= bytes.length) return;
    const fresh = known > 0 ? bytes.subarray(known) : bytes;
    const start = this.next;
    this.next = advance(start, fresh.length);
    this.#emit({ type: 'chunk', position: start, bytes: fresh, continues: continues || known > 0, wide });
  }

  /** The server does not send this range. */
  gap({ from, to, reason }) {
    const end = positionOf(to);
    if (this.next !== null && !isAfter(end, this.next)) return;
    this.#gap(this.next ?? positionOf(from), end, reason);
  }

  /** A new generation of the file begins. */
  generation({ generation, reason }) {
    const begun = exact(generation);
    if (this.next !== null && begun <= this.next.generation) return;
    this.next = { generation: begun, offset: 0 };
    this.#emit({ type: 'mark', kind: reason ?? 'replaced' });
  }

  /** Announces whatever lies between the next position and a later one. */
  #moveTo(position, reason) {
    if (!isAfter(position, this.next)) return;
    if (position.generation !== this.next.generation) {
      this.generation({ generation: position.generation, reason: 'replaced' });
    }
    if (isAfter(position, this.next)) this.#gap(this.next, position, reason);
  }

  #gap(from, to, reason) {
    this.next = to;
    this.#emit({ type: 'mark', kind: 'gap', from, to, bytes: distance(from, to), reason });
  }
}

function isAfter(a, b) {
  return a.generation === b.generation ? a.offset > b.offset : a.generation > b.generation;
}
