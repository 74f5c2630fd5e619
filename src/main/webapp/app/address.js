import { CHARSETS } from '../log/charsets.js';

/**
 * @returns {{host: string, source: string, charset?: string}|null} the log that an address names, and what its bytes are to be read as, if the
 *   address says so
 */
export function logOf(search) {
  const parameters = new URLSearchParams(search);
  const host = parameters.get('host');
  const source = parameters.get('source');
  if (!host || !source) return null;
  const charset = known(parameters.get('charset'));
  return charset === undefined ? { host, source } : { host, source, charset };
}

function known(charset) {
  return CHARSETS.find((name) => name.toLowerCase() === charset?.toLowerCase());
}

/** @returns {string} the query string that names a log; slashes stay readable */
export function searchOf({ host, source, charset }) {
  const readAs = charset === undefined ? '' : `&charset=${encode(charset)}`;
  return `?host=${encode(host)}&source=${encode(source)}${readAs}`;
}

function encode(value) {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');
}
