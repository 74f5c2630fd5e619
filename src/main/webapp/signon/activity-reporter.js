/** Tells the server now and then that somebody uses the page, since an open log alone is not a sign of it. */
export class ActivityReporter {
  #send;
  #now;
  #every = Infinity;
  #last = -Infinity;

  /**
   * @param {object} world
   * @param {() => void} world.send
   * @param {() => number} world.now milliseconds
   */
  constructor({ send, now }) {
    this.#send = send;
    this.#now = now;
  }

  /** @param {number|null} seconds after which an unused session ends; null if there is none */
  idleAfter(seconds) {
    this.#every = seconds === null ? Infinity : Math.min(60, seconds / 4) * 1_000;
  }

  /** Somebody has pressed, moved or typed something. */
  sign() {
    const now = this.#now();
    if (this.#every === Infinity || now - this.#last < this.#every) return;
    this.#last = now;
    this.#send();
  }
}
