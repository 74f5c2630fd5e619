import { LiveView } from '../wire/live-view.js';
import { LineBuffer } from './line-buffer.js';
import { LineIntake } from './line-intake.js';
import { LineRate } from './line-rate.js';

let opened = 0;

/** One log as this page shows it: the view on the server, the intake, the rows, and whether it follows the end. */
export class LogSession {
  following = true;
  buffer = new LineBuffer();
  /** Lines a second. */
  rate = 0;
  #intake;
  #rate = new LineRate();
  #linesWhenStopped = 0;
  #connection;

  /**
   * @param {import('../app/log-address.js').LogChoice} log
   * @param {import('../wire/position.js').JsonPosition|null} begin where it was left before; null for the last lines
   * @param {Pick<import('../wire/live-connection.js').LiveConnection, 'add'|'remove'>} connection
   * @param {{arrived: () => void, changed: () => void}} listener something waits to be taken in; the state has changed
   */
  constructor({ host, source, charset }, begin, connection, { arrived, changed }) {
    this.#connection = connection;
    const intake = new LineIntake(this.buffer, { charset });
    this.#intake = intake;
    /** @type {import('../wire/live-view.js').ViewSink} */
    const sink = {
      push: (item) => {
        intake.push(item);
        arrived();
      },
      decodeAs: (name) => intake.decodeAs(name),
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

  /** @returns {Uint8Array|null} bytes that are not text in that charset */
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

  /**
   * Takes in what has come. While stopped nothing is dropped: when the buffer is full, the server has to wait.
   * @param {number} budgetMs that it may take
   * @param {number} now milliseconds
   */
  step(budgetMs, now) {
    this.#intake.run(budgetMs, this.following);
    if (!this.following && this.buffer.full) this.view.setPaused(true);
    this.rate = this.#rate.sample(this.#intake.lines, now);
  }

  /** @param {boolean} following */
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
