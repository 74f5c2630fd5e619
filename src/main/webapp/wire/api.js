/**
 * What the REST resources answer, as far as the page uses it; the protocol document has the rest.
 *
 * @typedef {object} SessionInfo of `api/session`
 * @property {string|null} user the name in rules; null if nobody is known
 * @property {string} name
 * @property {string|null} logout the path to sign out, null if there is none
 * @property {number|null} idleSeconds after so long without a sign of the person the session ends; null for never
 * @property {string|null} refused why a WebSocket would be refused now
 *
 * @typedef {object} LogInfo a log in a list
 * @property {string} source
 * @property {'file'|'command'} kind
 * @property {number|null} [size] of a file, in bytes
 * @property {string|null} [modified] of a file, as ISO 8601 has it
 * @property {string|null} [description] a command's line
 *
 * @typedef {object} HostInfo a host in the list
 * @property {string} name
 * @property {string|null} description
 * @property {Record<string, string>} labels
 * @property {LogInfo[]} logs its commands
 *
 * @typedef {{hosts: HostInfo[], note?: string|null, administers?: boolean}} HostsAnswer of `api/hosts`
 * @typedef {{logs: LogInfo[], truncated: boolean, crowded?: Record<string, number>}} LogsAnswer of `api/hosts/{name}/logs`
 * @typedef {{download?: boolean}} LogRights of `api/hosts/{name}/may`
 * @typedef {{events: import('../audit/audit-text.js').AuditEvent[], more: boolean}} AuditAnswer of `api/audit`
 */

/** A REST resource's refusal, with a sentence for people; the code is `offline` if there was no answer. */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {number} [status] of HTTP, 0 if there was no answer
   */
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Dispatches `signed-out` when the server no longer knows who this browser belongs to. */
export const apiEvents = new EventTarget();

/**
 * @param {string} path relative to the page
 * @returns {Promise<unknown>} the JSON; rejects with an ApiError
 */
export async function getJson(path) {
  const body = await ask(path, 'GET');
  if (body === null) throw new ApiError('internal', 'no JSON');
  return body;
}

/**
 * Changes something. The browser says by itself that it comes from this page, which the server insists on.
 * @param {string} path relative to the page
 * @returns {Promise<unknown>} the JSON, or null if there is none; rejects with an ApiError
 */
export function post(path) {
  return ask(path, 'POST');
}

/**
 * @param {string} path
 * @param {'GET'|'POST'} method
 */
async function ask(path, method) {
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI),
      { method, headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'error' });
  } catch (failure) {
    throw new ApiError('offline', messageOf(failure));
  }
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  if (response.status === 401) apiEvents.dispatchEvent(new Event('signed-out'));
  throw new ApiError(body?.code ?? `http-${response.status}`, body?.message ?? `HTTP ${response.status}`, response.status);
}

/**
 * @param {unknown} failure that was caught
 * @returns {string} what it says
 */
export function messageOf(failure) {
  return failure instanceof Error ? failure.message : String(failure);
}

/** @typedef {{message: string, signedOut: boolean}} Refusal why the server refuses this browser, and whether signing in helps */

/** @returns {Promise<Refusal|null>} null if the server doesn't refuse this browser */
export async function whyRefused() {
  try {
    const { refused } = /** @type {SessionInfo} */ (await getJson('api/session'));
    return refused ? { message: refused, signedOut: false } : null;
  } catch (failure) {
    if (failure instanceof ApiError && (failure.status === 401 || failure.status === 403)) {
      return { message: failure.message, signedOut: failure.status === 401 };
    }
    throw failure;
  }
}
