import { CHARSETS } from '../log/charsets.js';

/**
 * @typedef {{host: string, source: string}} LogName
 * @typedef {LogName & {charset?: string}} LogChoice a log, and what its bytes are to be read as, if a person has chosen that
 */

/**
 * @param {string} search the query string of an address
 * @returns {LogChoice|null} the log that it names
 */
export function readLogAddress(search) {
  const parameters = new URLSearchParams(search);
  const host = parameters.get('host');
  const source = parameters.get('source');
  if (!host || !source) return null;
  const charset = knownCharset(parameters.get('charset'));
  return charset === undefined ? { host, source } : { host, source, charset };
}

/** @param {string|null} charset */
function knownCharset(charset) {
  return CHARSETS.find((name) => name.toLowerCase() === charset?.toLowerCase());
}

/**
 * @param {LogChoice} log
 * @returns {string} the query string that names it; slashes stay readable
 */
export function logAddress({ host, source, charset }) {
  const readAs = charset === undefined ? '' : `&charset=${encode(charset)}`;
  return `?host=${encode(host)}&source=${encode(source)}${readAs}`;
}

/** @param {string} value */
function encode(value) {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');
}
