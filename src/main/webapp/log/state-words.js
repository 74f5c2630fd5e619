/**
 * What the connection and the view together mean for people.
 *
 * @typedef {object} StateWords
 * @property {'connecting'|'live'|'reconnecting'|'ended'|'error'|'signed-out'} state
 * @property {import('../language/translate.js').TextKey} key of the words
 * @property {Record<string, string|null>} values for the words; null for a reason that nobody has given
 * @property {number|null} retryAt when the next try is, in milliseconds
 * @property {string|null} message a sentence of the server's
 * @property {string[]} lacks what can't be promised
 */

/**
 * @param {Pick<import('../wire/live-connection.js').LiveConnection, 'state'|'reason'|'signedOut'|'again'|'retryAt'>} connection
 * @param {Pick<import('../wire/live-view.js').LiveView, 'state'|'reason'|'host'|'lacks'>} view
 * @returns {StateWords}
 */
export function stateWords(connection, view) {
  if (connection.state === 'refused' && connection.signedOut) return words('signed-out', 'log.signedOut');
  if (connection.state === 'refused') return words('error', 'log.error', { message: connection.reason });
  if (view.state === 'error') return words('error', 'log.error', { message: view.reason });
  if (view.state === 'ended') return words('ended', 'log.ended', { message: view.reason });
  if (connection.state === 'waiting' || (connection.state === 'connecting' && connection.again)) {
    const retryAt = connection.state === 'waiting' ? connection.retryAt : null;
    return words('reconnecting', 'log.reconnectingWhy', { values: { reason: connection.reason }, retryAt });
  }
  if (view.state === 'reconnecting') {
    return view.reason
      ? words('reconnecting', 'log.reconnectingWhy', { values: { reason: view.reason } })
      : words('reconnecting', 'log.reconnecting');
  }
  if (view.state === 'live') return words('live', view.lacks.length === 0 ? 'log.live' : 'log.limited', { lacks: view.lacks });
  return view.reason
    ? words('connecting', 'log.connectingWhy', { values: { host: view.host, reason: view.reason } })
    : words('connecting', 'log.connecting', { values: { host: view.host } });
}

/**
 * @param {StateWords['state']} state
 * @param {StateWords['key']} key
 * @param {Partial<StateWords>} [more]
 * @returns {StateWords}
 */
function words(state, key, more) {
  return { state, key, values: {}, retryAt: null, message: null, lacks: [], ...more };
}
