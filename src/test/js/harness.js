/** @type {{name: string, run: () => unknown}[]} */
const tests = [];

/**
 * Registers a test.
 * @param {string} name a sentence
 * @param {() => unknown} run may return a promise
 */
export function test(name, run) {
  tests.push({ name, run });
}

/**
 * Fails unless the two are the same in structure.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [about]
 */
export function equal(actual, expected, about = '') {
  const [was, wanted] = [show(actual), show(expected)];
  if (was !== wanted) throw new Error(`${about}${about && ': '}expected ${wanted}, was ${was}`);
}

/**
 * Fails unless the condition holds.
 * @param {boolean} condition
 * @param {string} [about]
 */
export function ok(condition, about = 'condition') {
  if (!condition) throw new Error(`${about} does not hold`);
}

/**
 * Fails unless the call throws.
 * @param {() => unknown} run
 * @param {string} [about]
 */
export function throws(run, about = 'call') {
  try {
    run();
  } catch {
    return;
  }
  throw new Error(`${about} did not throw`);
}

/**
 * Fails if a value is missing.
 * @template T
 * @param {T|null|undefined} value
 * @returns {T}
 */
export function present(value) {
  if (value === null || value === undefined) throw new Error('a value is missing');
  return value;
}

/** Runs all tests, one after the other, and returns what came of it. */
export async function runAll() {
  const failures = [];
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (failure) {
      failures.push({ name, message: failure instanceof Error ? failure.message : String(failure) });
    }
  }
  return { passed: tests.length - failures.length, failed: failures.length, failures };
}

/** @param {unknown} value */
function show(value) {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part === undefined) return 'undefined';
    return part instanceof Uint8Array ? [...part] : part;
  });
}
