/**
 * What the connection and the view together mean for people.
 * @param {import('../wire/live-connection.js').LiveConnection} connection
 * @param {import('../wire/live-view.js').LiveView} view
 * @returns {{state: string, key: string, values: object, retryAt: number|null, message: string|null, lacks: string[]}} the words' key, a
 *     sentence of the server's, and what can't be promised
 */
export function stateWords(connection, view) {
  const words = (state, key, more) => ({ state, key, values: {}, retryAt: null, message: null, lacks: [], ...more });
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
