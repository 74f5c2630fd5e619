import { settings } from '../settings/settings.js';
import { en } from './en.js';
import { zh } from './zh-cn.js';

/**
 * @typedef {keyof typeof en} TextKey
 * @typedef {Exclude<TextKey, `${string}.one`>} SharedKey of a sentence that each language has; only English has a singular of its own
 */

/** @type {Record<import('../settings/settings.js').Language, Partial<Record<string, string>>>} */
const DICTIONARIES = { en, 'zh-CN': zh };

/**
 * @param {TextKey} key of a sentence; if there is another one with `.one` added, that stands when the first value is 1
 * @param {Record<string, string|number>} [values] for its `{placeholders}`; numbers are grouped as the language does
 * @returns {string} in the language in effect
 */
export function t(key, values = {}) {
  const dictionary = DICTIONARIES[settings.language];
  const one = Object.values(values)[0] === 1 ? dictionary[`${key}.one`] : undefined;
  const sentence = one ?? dictionary[key] ?? en[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => inWords(values[name]));
}

/** @param {string|number} value */
function inWords(value) {
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/**
 * @param {number|bigint} value
 * @returns {string} grouped digits
 */
export function formatNumber(value) {
  return formatter(Intl.NumberFormat, { maximumFractionDigits: 1 }).format(value);
}

/**
 * @param {number} bytes
 * @returns {string} such as `12.4 MB`
 */
export function formatBytes(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${formatNumber(bytes / 1000 ** power)} ${units[power]}`;
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} with their lengths in seconds */
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/**
 * @param {string} instant as ISO 8601 has it
 * @param {number} [now] milliseconds
 * @returns {string} such as `3 min. ago`
 */
export function formatAgo(instant, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? UNITS[UNITS.length - 1];
  return formatter(Intl.RelativeTimeFormat, { numeric: 'auto', style: 'short' }).format(-Math.floor(seconds / length), unit);
}

/**
 * @param {string} instant as ISO 8601 has it
 * @returns {string} date and time to the second
 */
export function formatInstant(instant) {
  return formatter(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant));
}

/** @type {Map<string, unknown>} making one is slow */
const formatters = new Map();

/**
 * @template F, O
 * @param {new (language: string, options: O) => F} Format
 * @param {O} options
 * @returns {F}
 */
function formatter(Format, options) {
  const key = `${Format.name} ${settings.language} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Format(settings.language, options));
  return /** @type {F} */ (formatters.get(key));
}
