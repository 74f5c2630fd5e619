/** After so long without a word the server is asked. */
const QUIET_MS = 5_000;
/** How long its answer may take; together with the silence before it, a dead line is noticed within 10 s. */
const ANSWER_MS = 4_000;
/** After this device has slept, or the page was hidden, a dead line is likely. */
const WAKE_ANSWER_MS = 2_000;
/** On a line that is slow rather than dead, one frame may take longer: each time nothing came at all the patience doubles, up to this. */
const LONGEST_ANSWER_MS = 32_000;
/** A line on which something came without being asked for, again and again for so long, is not slow. */
const LIVELY_MS = 32_000;
/** A timer that is so late says that the page was not running: hidden, or on a device that slept. */
const LATE_MS = 2_000;

/**
 * @typedef {object} Clock in milliseconds
 * @property {() => number} now
 * @property {(run: () => void, ms: number) => number} start a timer; returns its name
 * @property {(timer: number) => void} stop
 */

/**
 * Tells whether the server is still there: a line that has died without a word (a proxy, a VPN, a device that slept) looks like a quiet
 * one. Whatever comes counts; only after silence is the server asked, so a busy log costs nothing.
 */
export class HeartbeatMonitor {
  #clock;
  #ask;
  #lost;
  /** @type {number|null} */
  #timer = null;
  #due = 0;
  #heardAt = 0;
  /** @type {number|null} */
  #askedAt = null;
  #patience = ANSWER_MS;
  #livelySince = 0;
  #doubted = false;

  /**
   * @param {object} world
   * @param {Clock} world.clock
   * @param {() => void} world.ask sends a question that the server answers
   * @param {() => void} world.lost is called once: nothing comes any more
   */
  constructor({ clock, ask, lost }) {
    this.#clock = clock;
    this.#ask = ask;
    this.#lost = lost;
  }

  /** A connection has opened. */
  start() {
    this.#livelySince = this.#clock.now();
    this.#answered();
    this.#wait(QUIET_MS);
  }

  /** The connection has gone. */
  stop() {
    if (this.#timer !== null) this.#clock.stop(this.#timer);
    this.#timer = null;
  }

  /** Something came. */
  heard() {
    const now = this.#clock.now();
    const good = this.#askedAt === null ? now - this.#livelySince >= LIVELY_MS : now - this.#askedAt <= ANSWER_MS;
    if (good) this.#patience = ANSWER_MS;
    if (this.#askedAt !== null) this.#livelySince = now;
    this.#answered();
  }

  /** The page is looked at again, or the network is back: asks at once. */
  wake() {
    if (this.#timer === null) return;
    this.#doubted = true;
    this.#question(WAKE_ANSWER_MS);
  }

  #answered() {
    this.#heardAt = this.#clock.now();
    this.#askedAt = null;
    this.#doubted = false;
  }

  #look() {
    const now = this.#clock.now();
    const late = now - this.#due > LATE_MS;
    if (this.#askedAt === null) {
      const silence = now - this.#heardAt;
      if (silence >= QUIET_MS) this.#question(late ? WAKE_ANSWER_MS : this.#patience);
      else this.#wait(Math.min(QUIET_MS, QUIET_MS - silence));
    } else if (late && !this.#doubted) {
      // the answer may have come, and wait behind this timer
      this.#doubted = true;
      this.#question(WAKE_ANSWER_MS);
    } else {
      this.stop();
      this.#patience = Math.min(LONGEST_ANSWER_MS, 2 * this.#patience);
      this.#lost();
    }
  }

  /** @param {number} ms that the answer may take */
  #question(ms) {
    this.#askedAt = this.#clock.now();
    this.#ask();
    this.#wait(ms);
  }

  /** @param {number} ms until the next look */
  #wait(ms) {
    this.stop();
    this.#due = this.#clock.now() + ms;
    this.#timer = this.#clock.start(() => this.#look(), ms);
  }
}
