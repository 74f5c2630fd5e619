const KEY = 'onetail-place';
/** What was shown last is fetched again, so that the eye finds its place. */
const BEFORE_BYTES = 32n * 1024n;

/**
 * @typedef {import('../app/log-address.js').LogName} LogName
 * @typedef {Pick<Storage, 'getItem'|'setItem'|'removeItem'>} PlaceStorage
 */

/**
 * Remembers a log's place while a login leads away from the page. It is kept for one return and for this tab alone.
 *
 * @param {PlaceStorage} storage
 * @param {LogName} log
 * @param {import('../wire/position.js').Position} next
 */
export function keepPlace(storage, { host, source }, { generation, offset }) {
  const from = BigInt(offset) > BEFORE_BYTES ? BigInt(offset) - BEFORE_BYTES : 0n;
  try {
    storage.setItem(KEY, JSON.stringify({ host, source, from: { generation: String(generation), offset: String(from) } }));
  } catch {
    // Nothing may be stored: the log is opened with its last lines.
  }
}

/**
 * @param {PlaceStorage} storage
 * @param {LogName} log
 * @returns {{generation: string, offset: string}|null} where that log was left, once
 */
export function takePlace(storage, { host, source }) {
  try {
    const place = JSON.parse(storage.getItem(KEY) ?? 'null');
    storage.removeItem(KEY);
    return place?.host === host && place.source === source ? place.from : null;
  } catch {
    return null;
  }
}
