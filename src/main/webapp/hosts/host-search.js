/** @typedef {import('../wire/api.js').LogInfo} LogInfo */

/**
 * @param {string} query
 * @returns {string[]} the words that all must be found
 */
export function termsOf(query) {
  return query.toLowerCase().split(/\s+/).filter((term) => term !== '');
}

/**
 * @param {import('../wire/api.js').HostInfo} host
 * @returns {string} what it is found by
 */
export function hostText({ name, description, labels }) {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value} ${key}:${value}`);
  return [name, description ?? '', ...pairs].join(' ').toLowerCase();
}

/**
 * A host matches if it has all the terms; a log if it has those that its host has not.
 * @param {string[]} terms
 * @param {string} text of the host
 * @param {LogInfo[]} logs that are known of it
 * @returns {{host: boolean, byLog: boolean, logs: LogInfo[]}} whether the host is to be seen, whether only because of its logs, and which
 */
export function matchHost(terms, text, logs) {
  const rest = terms.filter((term) => !text.includes(term));
  if (rest.length === 0) return { host: true, byLog: false, logs };
  const hits = logs.filter(({ source, description }) => {
    const own = `${source} ${description ?? ''}`.toLowerCase();
    return rest.every((term) => own.includes(term));
  });
  return { host: hits.length > 0, byLog: true, logs: hits };
}
