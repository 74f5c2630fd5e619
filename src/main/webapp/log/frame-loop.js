/** A page that is not drawn, but not hidden either, gets no animation frames: then a timer goes on. */
const WITHOUT_FRAME_MS = 250;

/**
 * Runs something at most once in an animation frame. In a hidden page it runs at once: there are no frames, and timers come once a
 * minute, but messages of the network still do.
 */
export class FrameLoop {
  #run;
  #frame = 0;
  #timer = 0;

  /** @param {(now: number) => boolean} run returns whether it wants another frame */
  constructor(run) {
    this.#run = run;
  }

  request() {
    if (document.hidden) {
      this.#run(performance.now());
    } else if (this.#frame === 0) {
      this.#frame = requestAnimationFrame(this.#now);
      this.#timer = setTimeout(this.#now, WITHOUT_FRAME_MS);
    }
  }

  cancel() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
  }

  #now = () => {
    this.cancel();
    if (this.#run(performance.now()) && !document.hidden) this.request();
  };
}
