import { ApiError, messageOf } from '../wire/api.js';
import { hostText, matchHost, termsOf } from './host-search.js';

/** A host's files are asked for again when it is opened after so long. */
const FRESH_MS = 10_000;

/** A server with too much to list is asked again so often, after a second or two each. */
const TRIES = 8;

/** Directories with too many files that are named, of one host. */
const MOST_CROWDED = 5;

/**
 * @typedef {import('../wire/api.js').HostInfo} HostInfo
 * @typedef {import('../wire/api.js').LogInfo} LogInfo
 *
 * @typedef {object} HostEntry a host, and what is known of its logs
 * @property {HostInfo} info
 * @property {string} text what it is found by
 * @property {LogInfo[]} logs
 * @property {boolean} open
 * @property {boolean} loading
 * @property {number} loadedAt
 * @property {string|null} message why its logs can't be listed
 * @property {boolean} truncated
 * @property {Record<string, number>} crowded directories with too many files, and how many of each are listed
 *
 * @typedef {{kind: 'host', id: string, host: string, entry: HostEntry, open: boolean}} HostRow
 * @typedef {{kind: 'log', id: string, host: string, log: LogInfo}} LogRow
 * @typedef {{kind: 'note', id: string, host: string, note: NoteKind}} NoteRow
 * @typedef {{kind: 'crowded', id: string, host: string, directory: string, count: number}} CrowdedRow
 * @typedef {{kind: 'error', id: string, host: string, message: string}} ErrorRow
 * @typedef {HostRow|LogRow|NoteRow|CrowdedRow|ErrorRow} HostListRow
 * @typedef {'loading'|'noLogs'|'truncated'} NoteKind
 */

/** The hosts, which of them are open, what is known of their logs, and what of it all is to be seen. */
export class HostList {
  /** @type {'loading'|'ready'|'error'} */
  state = 'loading';
  /** Why the hosts can't be shown. */
  message = '';
  /** Why this person sees no log, a sentence of the server's, or empty. */
  note = '';
  administers = false;
  query = '';
  /** @type {HostListRow[]} */
  rows = [];
  /** @type {HostEntry[]} */
  #entries = [];
  /** @type {Map<string, HostEntry>} */
  #byName = new Map();
  #getJson;
  #changed;
  #now;
  #pause;

  /**
   * @param {(path: string) => Promise<unknown>} getJson
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
      const { hosts, note, administers } = /** @type {import('../wire/api.js').HostsAnswer} */ (await this.#getJson('api/hosts'));
      this.#entries = hosts.map((host) => newEntry(host));
      this.#byName = new Map(this.#entries.map((entry) => [entry.info.name, entry]));
      this.note = note ?? '';
      this.administers = administers === true;
      this.state = 'ready';
      if (hosts.length === 1) this.toggle(hosts[0].name, true);
    } catch (failure) {
      this.state = 'error';
      this.message = messageOf(failure);
    }
    this.#refresh();
  }

  /** @param {string} query words that all must be found in a host, or in a host and its log */
  search(query) {
    this.query = query;
    this.#refresh();
  }

  /**
   * Opens or closes a host.
   * @param {string} name
   * @param {boolean} [open] the other way if it is left out
   */
  toggle(name, open = !this.#byName.get(name)?.open) {
    const entry = this.#byName.get(name);
    if (entry === undefined) return;
    entry.open = open;
    if (open && this.#now() - entry.loadedAt > FRESH_MS) this.loadLogs(name);
    this.#refresh();
  }

  /**
   * Asks the server for a host's logs.
   * @param {string} name
   */
  async loadLogs(name) {
    const entry = this.#byName.get(name);
    if (entry === undefined || entry.loading) return;
    Object.assign(entry, { loading: true, message: null });
    this.#refresh();
    try {
      const { logs, truncated, crowded = {} } = await this.#askForLogs(`api/hosts/${encodeURIComponent(name)}/logs`);
      Object.assign(entry, { logs, truncated, crowded, loadedAt: this.#now() });
    } catch (failure) {
      entry.message = messageOf(failure);
    }
    entry.loading = false;
    this.#refresh();
  }

  /**
   * @param {string} path
   * @returns {Promise<import('../wire/api.js').LogsAnswer>}
   */
  async #askForLogs(path) {
    for (let left = TRIES; ; left--) {
      try {
        return /** @type {import('../wire/api.js').LogsAnswer} */ (await this.#getJson(path));
      } catch (failure) {
        if (!(failure instanceof ApiError && failure.code === 'limit') || left === 1) throw failure;
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

/** @returns {Promise<void>} */
function aSecondOrTwo() {
  return new Promise((done) => setTimeout(done, 1000 + 1000 * Math.random()));
}

/**
 * @param {HostInfo} info
 * @returns {HostEntry}
 */
function newEntry(info) {
  return {
    info, text: hostText(info), logs: info.logs, open: false,
    loading: false, loadedAt: -Infinity, message: null, truncated: false, crowded: {},
  };
}

/**
 * @param {HostEntry} entry
 * @param {string[]} terms
 * @returns {HostListRow[]}
 */
function rowsOf(entry, terms) {
  const found = matchHost(terms, entry.text, entry.logs);
  if (!found.host) return [];
  const host = entry.info.name;
  const open = entry.open || found.byLog;
  /** @type {HostListRow[]} */
  const rows = [{ kind: 'host', id: host, host, entry, open }];
  if (!open) return rows;
  for (const log of found.logs) rows.push({ kind: 'log', id: `${host}\0${log.source}`, host, log });
  return found.byLog ? rows : [...rows, ...notesOf(entry, host)];
}

/**
 * @param {HostEntry} entry
 * @param {string} host
 * @returns {HostListRow[]} what is to be said below its logs
 */
function notesOf(entry, host) {
  const id = `${host}\0`;
  const note = noteOf(entry);
  /** @type {HostListRow[]} */
  const rows = [];
  if (note !== null) rows.push({ kind: 'note', id, host, note });
  else if (!entry.loading && entry.message !== null) rows.push({ kind: 'error', id, host, message: entry.message });
  for (const [directory, count] of Object.entries(entry.crowded).slice(0, MOST_CROWDED)) {
    rows.push({ kind: 'crowded', id: `${id}${directory}`, host, directory, count });
  }
  return rows;
}

/**
 * @param {HostEntry} entry
 * @returns {NoteKind|null}
 */
function noteOf({ loading, message, logs, truncated, crowded }) {
  if (loading) return logs.length === 0 ? 'loading' : null;
  if (message !== null) return null;
  if (logs.length === 0) return 'noLogs';
  return truncated && Object.keys(crowded).length === 0 ? 'truncated' : null;
}
