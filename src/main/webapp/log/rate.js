const WINDOW_MS = 3_000;

/** Events a second over the last three seconds, from a counter that only grows. */
export class Rate {
  #samples = [];

  /**
   * @param {number} count
   * @param {number} now milliseconds
   * @returns {number} a second
   */
  sample(count, now) {
    const samples = this.#samples;
    if (samples.length === 0 || now - samples[samples.length - 1].now >= 200) samples.push({ count, now });
    while (samples.length > 1 && now - samples[1].now >= WINDOW_MS) samples.shift();
    const { count: before, now: then } = samples[0];
    return now - then < 400 ? 0 : ((count - before) * 1000) / (now - then);
  }
}
