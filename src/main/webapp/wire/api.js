/** A REST resource's refusal, with a sentence for people; the code is `offline` if there was no answer. */
export class ApiError extends Error {
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/**
 * @param {string} path relative to the page
 * @returns {Promise<any>} the JSON; rejects with an ApiError
 */
export async function getJson(path) {
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), { headers: { Accept: 'application/json' }, cache: 'no-store' });
  } catch (failure) {
    throw new ApiError('offline', failure.message);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new ApiError(body?.code ?? `http-${response.status}`, body?.message ?? `HTTP ${response.status}`, response.status);
}

/** @returns {Promise<string|null>} why the server refuses this browser, or null if it doesn't */
export async function whyRefused() {
  try {
    await getJson('api/session');
    return null;
  } catch (failure) {
    if (failure.status === 401 || failure.status === 403) return failure.message;
    throw failure;
  }
}
