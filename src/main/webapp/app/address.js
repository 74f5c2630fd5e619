/** @returns {{host: string, source: string}|null} the log that an address names */
export function logOf(search) {
  const parameters = new URLSearchParams(search);
  const host = parameters.get('host');
  const source = parameters.get('source');
  return host && source ? { host, source } : null;
}

/** @returns {string} the query string that names a log; slashes stay readable */
export function searchOf({ host, source }) {
  return `?host=${encode(host)}&source=${encode(source)}`;
}

function encode(value) {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');
}
