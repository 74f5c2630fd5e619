import { hostText, match, termsOf } from './filter.js';

/** A host's files are asked for again when it is opened after so long. */
const FRESH_MS = 10_000;

/** A server with too much to list is asked again so often, after a second or two each. */
const TRIES = 8;

/** Directories with too many files that are named, of one host. */
const MOST_CROWDED = 5;

/**
 * The hosts, which of them are open, what is known of their logs, and what of it all is to be seen.
 *
 * @typedef {{kind: 'host', id: string, host: string, entry: object, open: boolean}} HostRow
 * @typedef {{kind: 'log', id: string, host: string, log: object}} LogRow
 * @typedef {{kind: 'note', id: string, host: string, note: string, message?: string, values?: object}} NoteRow
 */
export class HostList {
  state = 'loading';
  message = '';
  /** Why this person sees no log, a sentence of the server's, or empty. */
  note = '';
  administers = false;
  query = '';
  /** @type {(HostRow|LogRow|NoteRow)[]} */
  rows = [];
  #entries = [];
  #byName = new Map();
  #getJson;
  #changed;
  #now;
  #pause;

  /**
   * @param {(path: string) => Promise<any>} getJson
   * @param {() => void} changed
   * @param {() => number} now
   * @param {() => Promise<void>} pause
   */
  constructor(getJson, changed, now = Date.now, pause = aSecondOrTwo) {
    this.#getJson = getJson;
    this.#changed = changed;
    this.#now = now;
    this.#pause = pause;
  }

  /** @returns {number} how many there are, whatever the search */
  get hostCount() {
    return this.#entries.length;
  }

  async load() {
    this.state = 'loading';
    this.#changed();
    try {
      const { hosts, note, administers } = await this.#getJson('api/hosts');
      this.#entries = hosts.map((host) => newEntry(host));
      this.#byName = new Map(this.#entries.map((entry) => [entry.host.name, entry]));
      this.note = note ?? '';
      this.administers = administers === true;
      this.state = 'ready';
      if (hosts.length === 1) this.toggle(hosts[0].name, true);
    } catch (failure) {
      this.state = 'error';
      this.message = failure.message;
    }
    this.#refresh();
  }

  /** @param {string} query words that all must be found in a host, or in a host and its log */
  search(query) {
    this.query = query;
    this.#refresh();
  }

  /** Opens or closes a host. */
  toggle(name, open = !this.#byName.get(name)?.open) {
    const entry = this.#byName.get(name);
    if (entry === undefined) return;
    entry.open = open;
    if (open && this.#now() - entry.loadedAt > FRESH_MS) this.loadLogs(name);
    this.#refresh();
  }

  /** Asks the server for a host's logs. */
  async loadLogs(name) {
    const entry = this.#byName.get(name);
    if (entry.loading) return;
    Object.assign(entry, { loading: true, message: null });
    this.#refresh();
    try {
      const { logs, truncated, crowded = {} } = await this.#ask(`api/hosts/${encodeURIComponent(name)}/logs`);
      Object.assign(entry, { logs, truncated, crowded, loadedAt: this.#now() });
    } catch (failure) {
      entry.message = failure.message;
    }
    entry.loading = false;
    this.#refresh();
  }

  async #ask(path) {
    for (let left = TRIES; ; left--) {
      try {
        return await this.#getJson(path);
      } catch (failure) {
        if (failure.code !== 'limit' || left === 1) throw failure;
      }
      await this.#pause();
    }
  }

  #refresh() {
    const terms = termsOf(this.query);
    this.rows = this.#entries.flatMap((entry) => rowsOf(entry, terms));
    this.#changed();
  }
}

function aSecondOrTwo() {
  return new Promise((done) => setTimeout(done, 1000 + 1000 * Math.random()));
}

function newEntry(host) {
  return { host, text: hostText(host), logs: host.logs ?? [], open: false, loading: false, loadedAt: -Infinity, message: null, truncated: false, crowded: {} };
}

function rowsOf(entry, terms) {
  const found = match(terms, entry.text, entry.logs);
  if (!found.host) return [];
  const { name } = entry.host;
  const open = entry.open || found.byLog;
  const rows = [{ kind: 'host', id: name, host: name, entry, open }];
  if (!open) return rows;
  for (const log of found.logs) rows.push({ kind: 'log', id: `${name}\0${log.source}`, host: name, log });
  const note = found.byLog ? null : noteOf(entry);
  if (note !== null) rows.push({ kind: 'note', id: `${name}\0`, host: name, note, message: entry.message });
  for (const [directory, count] of found.byLog ? [] : Object.entries(entry.crowded).slice(0, MOST_CROWDED)) {
    rows.push({ kind: 'note', id: `${name}\0${directory}`, host: name, note: 'crowded', values: { directory, count } });
  }
  return rows;
}

function noteOf({ loading, message, logs, truncated, crowded }) {
  if (loading) return logs.length === 0 ? 'loading' : null;
  if (message !== null) return 'error';
  if (logs.length === 0) return 'noLogs';
  return truncated && Object.keys(crowded).length === 0 ? 'truncated' : null;
}
