import { LiveView } from '../wire/live-view.js';
import { Intake } from './intake.js';
import { LineBuffer } from './line-buffer.js';
import { Rate } from './rate.js';

let opened = 0;

/** One log as this page shows it: the view on the server, the intake, the rows, and whether it follows the end. */
export class LogSession {
  following = true;
  buffer = new LineBuffer();
  rate = 0;
  #intake;
  #rate = new Rate();
  #linesWhenStopped = 0;
  #connection;

  /**
   * @param {{host: string, source: string, charset?: string}} log and the charset that a person has chosen for it, if any
   * @param {{generation: string, offset: string}|null} begin where it was left before; null for the last lines
   * @param {import('../wire/live-connection.js').LiveConnection} connection
   * @param {{arrived: () => void, changed: () => void}} listener something waits to be taken in; the state has changed
   */
  constructor({ host, source, charset }, begin, connection, { arrived, changed }) {
    this.#connection = connection;
    this.#intake = new Intake(this.buffer, { charset });
    const sink = {
      push: (item) => {
        this.#intake.push(item);
        arrived();
      },
      decodeAs: (charset) => this.#intake.decodeAs(charset),
      changed,
    };
    this.view = new LiveView({ id: `v${++opened}`, host, source }, begin, sink);
    connection.add(this.view);
  }

  /** @returns {number} lines that came since the view was stopped */
  get newLines() {
    return this.following ? 0 : this.#intake.lines - this.#linesWhenStopped;
  }

  /** @returns {number} lines since the view was opened */
  get lines() {
    return this.#intake.lines;
  }

  /** @returns {string} what the bytes are read as, in small letters */
  get charset() {
    return this.#intake.charset;
  }

  /** @returns {Uint8Array|null} bytes that are no text in that charset */
  get malformed() {
    return this.#intake.malformed;
  }

  /** @returns {boolean} whether a step would do something */
  get busy() {
    return !this.#intake.idle && (this.following || !this.buffer.full);
  }

  /** @returns {boolean} whether the buffer can take no more while the view is stopped */
  get held() {
    return this.view.paused;
  }

  /** Takes in what has come, for at most so long. While stopped nothing is dropped: when the buffer is full, the server has to wait. */
  step(budgetMs, now) {
    this.#intake.run(budgetMs, this.following);
    if (!this.following && this.buffer.full) this.view.setPaused(true);
    this.rate = this.#rate.sample(this.#intake.lines, now);
  }

  follow(following) {
    if (following === this.following) return;
    this.following = following;
    this.#linesWhenStopped = this.#intake.lines;
    if (following) this.view.setPaused(false);
  }

  close() {
    this.#connection.remove(this.view);
  }
}
