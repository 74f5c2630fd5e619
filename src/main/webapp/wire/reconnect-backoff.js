const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Waits between attempts: doubling from 0.5 s to 15 s, each shortened by up to half at random so that many browsers don't return at once.
 */
export class ReconnectBackoff {
  #attempt = 0;
  #random;

  /** @param {() => number} random uniform in [0, 1) */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @returns {number} milliseconds to wait before the next attempt */
  next() {
    const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 10);
    return Math.round(full * (1 - this.#random() / 2));
  }

  /** Call it when an attempt has worked. */
  reset() {
    this.#attempt = 0;
  }
}
