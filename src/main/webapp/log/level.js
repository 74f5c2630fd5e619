const NAMES = {
  trace: 'trace', finest: 'trace', finer: 'trace', verbose: 'trace',
  debug: 'debug', fine: 'debug', dbg: 'debug', debu: 'debug',
  info: 'info', information: 'info', notice: 'info', config: 'info', inf: 'info',
  warn: 'warn', warning: 'warn', wrn: 'warn',
  error: 'error', err: 'error', severe: 'error', fail: 'error',
  fatal: 'fatal', critical: 'fatal', crit: 'fatal', emerg: 'fatal', emergency: 'fatal', alert: 'fatal', panic: 'fatal', ftl: 'fatal',
};
const GLOG = { D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' };
const SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];

const WORDS = Object.keys(NAMES).sort((a, b) => b.length - a.length).join('|');
const JSON_LEVEL = new RegExp(`"(?:log\\.level|loglevel|level(?:name)?|severity(?:_text)?|lvl|@l)"\\s*:\\s*"?(${WORDS}|\\d{2})\\b`, 'di');
const LOGFMT = new RegExp(`\\b(?:level|lvl|severity)=["']?(${WORDS})\\b`, 'di');
const BRACKETED = new RegExp(`[\\[(<|]\\s{0,4}(?:[\\w.-]+:)?(${WORDS})\\s{0,4}[\\])>|]`, 'di');
const LEADING = new RegExp(`^(?:\\S{1,40} )?(${WORDS})(?::|!| -) ?`, 'di');
const CAPITALS = /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL|EMERGENCY)\b/d;
const COLUMN = /^[\dT:.,Z+/ -]{8,40}\s(?:\S{1,40}\s)?(ERR|WRN|INF|DBG|FTL|error|warn(?:ing)?|info|debug|trace|fatal)\b/d;
const GLOG_HEAD = /^([DIWEF])\d{4} \d\d:\d\d:\d\d/d;
const PRIORITY = /^<(\d{1,3})>/d;
const SERVER_ERROR = /" (5\d\d) (?:\d+|-)(?: |$)/d;

/** A level stands near the beginning of a record; further in, the words are somebody's message. */
const HEAD_CHARS = 160;
/** A level this near the beginning starts a record even after blanks: some loggers align it to the right. */
const PADDING = 6;
const TIME = /\d\d?:\d\d:\d\d(?:[.,:]\d+)?(?: ?[AP]M\b)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?/.source;
const DATE = /\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{2,4}/.source;
const NAMED_DATE = /(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2} [ \d]?\d|\d{1,2} [A-Z][a-z]{2})(?=[ ,])(?:,? \d{4}\b)?,?/.source;
const TIMESTAMP = new RegExp(`^[[(<"]?(?:(?:${DATE})(?:[T :]${TIME})?|${TIME}|${NAMED_DATE} ${TIME}(?: \\d{4}\\b)?|\\d{10}(?:\\d{3})?\\b)[\\])>"]?`);
const CONTINUATION = /^(?:\s+\S|Caused by: |Suppressed: |Traceback \(most|During handling of|The above exception|\.\.\. \d+ more|[\w$]+(?:\.[\w$]+)*(?:Exception|Error|Throwable)\b|goroutine \d|[})\]])/;

/**
 * Finds a record's level in the places where loggers put it.
 * @param {string} text a line without escape sequences
 * @returns {{level: string, from: number, to: number}|null} the level, and where its name stands
 */
export function findLevel(text) {
  if (text.startsWith('{')) return named(JSON_LEVEL.exec(text));
  const head = text.length > HEAD_CHARS ? text.slice(0, HEAD_CHARS) : text;
  return found(GLOG_HEAD.exec(head), (letter) => GLOG[letter])
    ?? named(LOGFMT.exec(head))
    ?? earliest(named(CAPITALS.exec(head)), named(BRACKETED.exec(head)))
    ?? named(LEADING.exec(head))
    ?? named(COLUMN.exec(head))
    ?? found(PRIORITY.exec(head), (priority) => SYSLOG[priority & 7])
    ?? found(SERVER_ERROR.exec(text), () => 'error');
}

/** @returns {number} how long the time stamp at a line's beginning is; 0 if there is none */
export function timestampLength(text) {
  return TIMESTAMP.exec(text)?.[0].length ?? 0;
}

/** Gives each line its level: its own, or that of the record which it continues. */
export class LevelTracker {
  #level = '';
  #stamped = false;

  /** @returns {string} the level of the line after those that have ended; may be called again as the line grows */
  levelOf(text) {
    const own = findLevel(text);
    if (CONTINUATION.test(text) && !(own?.from <= PADDING)) return this.#level;
    if (own !== null) return own.level;
    return this.#stamped && !TIMESTAMP.test(text) ? this.#level : '';
  }

  /** The line is complete. In a log whose records have time stamps, a line without one belongs to the record before. */
  ended(text, level) {
    this.#stamped ||= TIMESTAMP.test(text);
    this.#level = level;
  }
}

function named(match) {
  return found(match, (word) => (/^\d+$/.test(word) ? numbered(Number(word)) : NAMES[word.toLowerCase()]));
}

/** The numbers of Bunyan and pino. */
function numbered(number) {
  return ['trace', 'debug', 'info', 'warn', 'error', 'fatal'][Math.min(6, Math.floor(number / 10)) - 1] ?? '';
}

function found(match, levelOf) {
  if (match === null) return null;
  const [from, to] = match.indices[1];
  return { level: levelOf(match[1]), from, to };
}

function earliest(a, b) {
  if (a === null || b === null) return a ?? b;
  return a.from <= b.from ? a : b;
}
