import { stripEscapes } from './ansi.js';
import { timestampLength } from './timestamp.js';

/**
 * @typedef {import('./line-buffer.js').Level} Level
 * @typedef {{level: Level, from: number, to: number}} LevelPlace a level, and where its name stands
 */

/** @type {Record<string, Level>} */
const NAMES = {
  trace: 'trace', vrb: 'trace', finest: 'trace', finer: 'trace', verbose: 'trace',
  debug: 'debug', fine: 'debug', dbg: 'debug', debu: 'debug',
  info: 'info', information: 'info', notice: 'info', config: 'info', inf: 'info',
  warn: 'warn', warning: 'warn', wrn: 'warn',
  error: 'error', err: 'error', severe: 'error', fail: 'error',
  fatal: 'fatal', critical: 'fatal', crit: 'fatal', emerg: 'fatal', emergency: 'fatal', alert: 'fatal', panic: 'fatal', ftl: 'fatal',
};
/** @type {Record<string, Level>} */
const GLOG = { V: 'trace', A: 'fatal', D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' };
/** @type {Level[]} */
const ORDER = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const DOCKER_BEGIN = '{"log":"';
/** @type {Record<string, string>} */
const ESCAPED = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
/** @type {Level[]} */
const SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];

const WORDS = Object.keys(NAMES).sort((a, b) => b.length - a.length).join('|');
const JSON_KEYS = 'log\\.level|loglevel|@?level(?:name)?|severity(?:_?text)?|lvl|@l';
const JSON_LEVEL = new RegExp(`"(?:${JSON_KEYS})"\\s*:\\s*"?(${WORDS}|\\d{2})(?:[1-4]\\b|\\b)`, 'di');
const JOURNAL = /"PRIORITY"\s*:\s*"?([0-7])\b/d;
const MONGO = /^\{"t":\{"\$date":"[^"]{0,40}"\},"s":"([FEWID])[1-5]?"/d;
const OTEL_NUMBER = /"severityNumber"\s*:\s*(\d{1,2})\b/di;
/** Serilog's compact JSON leaves the commonest level out. */
const COMPACT = /^\{"@t":"[^"]{0,40}","@mt?":/;
/** Docker's json-file driver: each line of the container's is a text in an object of its own. */
const DOCKER = /^\{"log":"((?:[^"\\]|\\.)*)/;
/** Docker Compose puts the container's name before each line. */
const COMPOSE = new RegExp(`^(?!(?:${WORDS})\\b)[\\w.-]{1,60} {1,40}\\| `, 'i');
const LOGFMT = new RegExp(`\\b(?:level|lvl|severity)=["']?(${WORDS})\\b`, 'di');
const BRACKETED = new RegExp(`[\\[(<|]\\s{0,4}(?:[\\w.-]+:)?(${WORDS})\\s{0,4}[\\])>|]`, 'di');
const LEADING = new RegExp(`^(?!stack ?trace\\b)(?:\\S{1,40} )?(${WORDS})(?::|!| -) ?`, 'di');
const CAPITALS = /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL|EMERGENCY)\b/d;
const COLUMN = /^[\dT:.,Z+/ -]{8,40}\s(?:\S{1,40}\s)?(ERR|WRN|INF|DBG|FTL|error|warn(?:ing)?|info|debug|trace|fatal)\b/d;
const GLOG_HEAD = /^([DIWEF])(?:\d{4})?\d{4} \d\d:\d\d:\d\d/d;
const LOGCAT = /^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\s+\d+\s+\d+ ([VDIWEFA]) [^:]{0,80}:|([VDIWEFA])\/[^()]{1,80}\(\s*\d+\): )/d;
const SERILOG = /^\[[\d:.,TZ+ -]{8,40} (VRB|DBG|INF|WRN|ERR|FTL)\]/d;
const WINDOWS_SETUP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (Error|Warning|Info)\s/d;
const SYSLOG_TIME = /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)/.source;
/** What a program of syslog's says after its name, as sshd and many others do. */
const SYSLOG_WORD = new RegExp(`^(?:${SYSLOG_TIME}) \\S{1,80} [^\\s:]{1,80}: \\[?(${WORDS})(?:: |\\] )`, 'di');
const PRIORITY = /^<(\d{1,3})>/d;
const SERVER_ERROR = /" (5\d\d) (?:\d+|-)(?: |$)/d;

const LONGEST_PREFIX = 100;

/** A level stands near the beginning of a record; further in, the words are somebody's message. */
const HEAD_CHARS = 160;
/** A level this near the beginning starts a record even after blanks: some loggers align it to the right. */
const PADDING = 6;
const TRACES = [
  /\s+\S|Caused by: |Suppressed: |\.\.\. \d+ more|[\w$]+(?:\.[\w$]+)*(?:Exception|Error|Throwable)\b|Stack ?trace:/,
  /Traceback \(most|During handling of|The above exception|goroutine \d|\[stacktrace\]|#\d{1,4} |[})\]]/,
];
const CONTINUATION = new RegExp(`^(?:${TRACES.map(({ source }) => source).join('|')})`);

/**
 * Finds a record's level in the places where loggers put it.
 * @param {string} text a line without escape sequences
 * @returns {LevelPlace|null}
 */
export function findLevel(text) {
  if (text.startsWith('{')) return jsonLevel(text);
  const prefix = prefixLength(text);
  return prefix > 0 ? moved(findLevel(text.slice(prefix)), prefix) : recordLevel(text);
}

/**
 * @param {string} text
 * @returns {LevelPlace|null}
 */
function recordLevel(text) {
  const head = text.length > HEAD_CHARS ? text.slice(0, HEAD_CHARS) : text;
  return found(GLOG_HEAD.exec(head), (letter) => GLOG[letter])
    ?? placed(head)
    ?? named(LOGFMT.exec(head))
    ?? earliest(named(CAPITALS.exec(head)), named(BRACKETED.exec(head)))
    ?? named(LEADING.exec(head))
    ?? named(COLUMN.exec(head))
    ?? found(PRIORITY.exec(head), (priority) => SYSLOG[Number(priority) & 7])
    ?? found(SERVER_ERROR.exec(text), () => 'error');
}

/**
 * Formats with a fixed place for the level; a look at one character tells that almost every line is none of them.
 * @param {string} head
 */
function placed(head) {
  if (head[0] === '[') return named(SERILOG.exec(head));
  if (head[1] === '/' || (head[2] === '-' && head[5] === ' ')) return found(LOGCAT.exec(head), (letter) => GLOG[letter]);
  if (head[19] === ',' && head[20] === ' ') return named(WINDOWS_SETUP.exec(head));
  return head[10] === 'T' || (head[3] === ' ' && head[6] === ' ') ? named(SYSLOG_WORD.exec(head)) : null;
}

/** @param {string} text */
function wrapped(text) {
  return text.startsWith(DOCKER_BEGIN) ? DOCKER.exec(text) : null;
}

/** @param {string} text */
function prefixLength(text) {
  const bar = text.indexOf('|');
  return bar > 0 && bar <= LONGEST_PREFIX ? COMPOSE.exec(text)?.[0].length ?? 0 : 0;
}

/**
 * @param {string} text
 * @returns {LevelPlace|null}
 */
function jsonLevel(text) {
  const docker = wrapped(text);
  if (docker !== null) return wrappedLevel(text, unescaped(docker[1]));
  return named(JSON_LEVEL.exec(text))
    ?? found(MONGO.exec(text), (letter) => GLOG[letter])
    ?? found(JOURNAL.exec(text), (priority) => SYSLOG[Number(priority)])
    ?? found(OTEL_NUMBER.exec(text), (number) => ORDER[Math.ceil(Number(number) / 4) - 1] ?? '')
    ?? (COMPACT.test(text) ? { level: 'info', from: 0, to: 0 } : null);
}

/**
 * What the container said has its level; the name's place is that of the same word in what the driver made of it.
 * @param {string} text
 * @param {string} said
 * @returns {LevelPlace|null}
 */
function wrappedLevel(text, said) {
  const level = findLevel(said);
  if (level === null) return null;
  const from = text.indexOf(said.slice(level.from, level.to), DOCKER_BEGIN.length);
  return { level: level.level, from: Math.max(0, from), to: from < 0 ? 0 : from + level.to - level.from };
}

/** @param {string} json the inside of a string */
function unescaped(json) {
  const said = json.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex, plain) =>
    hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : ESCAPED[plain] ?? plain);
  return stripEscapes(said.trimEnd());
}

/**
 * What a driver has wrapped a line in is not part of the record: without it.
 * @param {string} text
 */
function unwrapped(text) {
  const docker = wrapped(text);
  if (docker !== null) return unescaped(docker[1]);
  const prefix = prefixLength(text);
  return prefix > 0 ? text.slice(prefix) : text;
}

/**
 * @param {LevelPlace|null} level
 * @param {number} by
 */
function moved(level, by) {
  return level === null ? null : { level: level.level, from: level.from + by, to: level.to + by };
}

/** Gives each line its level: its own, or that of the record which it continues. */
export class LevelTracker {
  /** @type {Level} */
  #level = '';
  #stamped = false;

  /**
   * @param {string} line
   * @returns {Level} of the line after those that have ended; may be called again as the line grows
   */
  levelOf(line) {
    const text = unwrapped(line);
    const own = text.startsWith('{') ? jsonLevel(text) : recordLevel(text);
    if (CONTINUATION.test(text) && (own === null || own.from > PADDING)) return this.#level;
    if (own !== null) return own.level;
    return this.#stamped && timestampLength(text) === 0 ? this.#level : '';
  }

  /**
   * The line is complete. In a log whose records have time stamps, a line without one belongs to the record before.
   * @param {string} line
   * @param {Level} level
   */
  ended(line, level) {
    this.#stamped ||= timestampLength(unwrapped(line)) > 0;
    this.#level = level;
  }
}

/** @param {RegExpExecArray|null} match */
function named(match) {
  return found(match, (word) => (/^\d+$/.test(word) ? numbered(Number(word)) : NAMES[word.toLowerCase()]));
}

/**
 * The numbers of Bunyan and pino.
 * @param {number} number
 */
function numbered(number) {
  return ORDER[Math.min(6, Math.floor(number / 10)) - 1] ?? '';
}

/**
 * @param {RegExpExecArray|null} match
 * @param {(name: string) => Level} levelOf
 */
function found(match, levelOf) {
  if (match === null) return null;
  const group = match[1] === undefined ? 2 : 1;
  return new FoundLevel(levelOf(match[group]), match, group);
}

/** A level where a pattern has found it. Where exactly is looked up only when it is asked for: browsers search once more for that. */
class FoundLevel {
  #match;
  #group;

  /**
   * @param {Level} level
   * @param {RegExpExecArray} match
   * @param {number} group that the level's name is in
   */
  constructor(level, match, group) {
    this.level = level;
    this.#match = match;
    this.#group = group;
  }

  get from() {
    return this.#match.indices?.[this.#group]?.[0] ?? 0;
  }

  get to() {
    return this.#match.indices?.[this.#group]?.[1] ?? 0;
  }
}

/**
 * @param {LevelPlace|null} a
 * @param {LevelPlace|null} b
 */
function earliest(a, b) {
  if (a === null || b === null) return a ?? b;
  return a.from <= b.from ? a : b;
}
