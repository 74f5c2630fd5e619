const WINDOW_MS = 3_000;
const STEP_MS = 200;
/** What comes first is the log's past, not its pace. */
const PAST_MS = 1_500;

/** Lines a second over the last three seconds, from a counter that only grows. */
export class LineRate {
  /** @type {{count: number, now: number}[]} */
  #samples = [];
  /** @type {number|null} */
  #begin = null;

  /**
   * @param {number} count
   * @param {number} now milliseconds
   * @returns {number} a second
   */
  sample(count, now) {
    if (this.#begin === null && count > 0) this.#begin = now;
    if (this.#begin === null || now - this.#begin < PAST_MS) return 0;
    const samples = this.#samples;
    if (samples.length === 0 || now - samples[samples.length - 1].now >= STEP_MS) samples.push({ count, now });
    while (samples.length > 1 && now - samples[1].now >= WINDOW_MS) samples.shift();
    const { count: before, now: then } = samples[0];
    return now - then < 2 * STEP_MS ? 0 : ((count - before) * 1000) / (now - then);
  }
}
