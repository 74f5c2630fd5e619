import { advance, distance, exact, positionOf } from './position.js';

const BREAKS = /** @type {const} */ (['rotated', 'truncated', 'replaced', 'late', 'resumed', 'restarted', 'interrupted', 'beyond']);

/**
 * @typedef {import('./position.js').Position} Position
 * @typedef {import('./position.js').JsonPosition} JsonPosition
 * @typedef {typeof BREAKS[number]} Break why what follows does not continue what was before
 *
 * @typedef {{type: 'chunk', position: Position, bytes: Uint8Array, continues: boolean, wide: string|null}} ChunkItem
 * @typedef {{type: 'mark', kind: 'gap', from: Position, to: Position, bytes: number|null, reason: string}} GapItem
 * @typedef {{type: 'mark', kind: Break}} BreakItem
 * @typedef {ChunkItem|GapItem|BreakItem} ViewItem
 */

/**
 * Keeps a view's place in its log, and turns what comes into a gapless list of items: what was received before is cut off, what is
 * missing without a word from the server becomes a gap.
 */
export class EntryReceiver {
  /** @type {Position|null} where the next byte is expected; null before the first `opened` */
  next = null;
  #emit;

  /** @param {(item: ViewItem) => void} emit */
  constructor(emit) {
    this.#emit = emit;
  }

  /**
   * The view was opened, or opened again.
   * @param {JsonPosition} at
   */
  opened(at) {
    const start = positionOf(at);
    if (this.next === null) this.next = start;
    else this.#moveTo(start, this.next);
  }

  /**
   * Forgets the place: what comes next begins elsewhere, after a mark.
   * @param {Break} kind of the mark
   */
  restart(kind) {
    this.next = null;
    this.#emit({ type: 'mark', kind });
  }

  /** @param {Pick<import('./protocol.js').Chunk, 'position'|'bytes'|'continues'|'wide'>} chunk */
  chunk({ position, bytes, continues, wide }) {
    const expected = this.next ?? position;
    if (position.generation < expected.generation) return;
    const start = this.#moveTo(position, expected);
    const known = distance(position, start) ?? 0;
    if (known >= bytes.length) return;
    const fresh = known > 0 ? bytes.subarray(known) : bytes;
    this.next = advance(start, fresh.length);
    this.#emit({ type: 'chunk', position: start, bytes: fresh, continues: continues || known > 0, wide });
  }

  /**
   * The server does not send this range.
   * @param {{from: JsonPosition, to: JsonPosition, reason: string}} range
   */
  gap({ from, to, reason }) {
    const end = positionOf(to);
    if (this.next !== null && !isAfter(end, this.next)) return;
    this.#gap(this.next ?? positionOf(from), end, reason);
  }

  /**
   * A new generation of the file begins.
   * @param {{generation: number|string, reason?: string}} begun
   */
  generation({ generation, reason }) {
    const begun = exact(generation);
    if (this.next !== null && begun <= this.next.generation) return;
    // of a newer server there may be reasons that this page does not know
    this.#begin(begun, BREAKS.find((kind) => kind === reason) ?? 'replaced');
  }

  /**
   * Announces whatever lies between the expected position and a later one.
   * @param {Position} position
   * @param {Position} expected
   * @returns {Position} where the next byte is expected now
   */
  #moveTo(position, expected) {
    this.next = expected;
    if (isAfter(position, expected)) {
      const from = position.generation === expected.generation ? expected : this.#begin(position.generation, 'replaced');
      if (isAfter(position, from)) this.#gap(from, position, 'unavailable');
    }
    return this.next;
  }

  /**
   * @param {import('./position.js').Exact} generation
   * @param {Break} kind of the mark
   * @returns {Position} its first
   */
  #begin(generation, kind) {
    const start = { generation, offset: 0 };
    this.next = start;
    this.#emit({ type: 'mark', kind });
    return start;
  }

  /**
   * @param {Position} from
   * @param {Position} to
   * @param {string} reason
   */
  #gap(from, to, reason) {
    this.next = to;
    this.#emit({ type: 'mark', kind: 'gap', from, to, bytes: distance(from, to), reason });
  }
}

/**
 * @param {Position} a
 * @param {Position} b
 */
function isAfter(a, b) {
  return a.generation === b.generation ? a.offset > b.offset : a.generation > b.generation;
}
