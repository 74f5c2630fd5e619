/** A REST resource's refusal, with a sentence for people; the code is `offline` if there was no answer. */
export class ApiError extends Error {
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Dispatches `signed-out` when the server no longer knows who this browser belongs to. */
export const api = new EventTarget();

/**
 * @param {string} path relative to the page
 * @returns {Promise<any>} the JSON; rejects with an ApiError
 */
export async function getJson(path) {
  const body = await ask(path, 'GET');
  if (body === null) throw new ApiError('internal', 'no JSON');
  return body;
}

/**
 * Changes something. The browser says by itself that it comes from this page, which the server insists on.
 * @returns {Promise<any>} the JSON, or null if there is none; rejects with an ApiError
 */
export function post(path) {
  return ask(path, 'POST');
}

async function ask(path, method) {
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), { method, headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'error' });
  } catch (failure) {
    throw new ApiError('offline', failure.message);
  }
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  if (response.status === 401) api.dispatchEvent(new Event('signed-out'));
  throw new ApiError(body?.code ?? `http-${response.status}`, body?.message ?? `HTTP ${response.status}`, response.status);
}

/** @returns {Promise<{message: string, signedOut: boolean}|null>} why the server refuses this browser, or null if it doesn't */
export async function whyRefused() {
  try {
    const { refused } = await getJson('api/session');
    return refused ? { message: refused, signedOut: false } : null;
  } catch (failure) {
    if (failure.status === 401 || failure.status === 403) return { message: failure.message, signedOut: failure.status === 401 };
    throw failure;
  }
}
