const tests = [];

/** Registers a test; its name is a sentence. */
export function test(name, run) {
  tests.push({ name, run });
}

/** Fails unless the two are the same in structure. */
export function equal(actual, expected, about = '') {
  const [was, wanted] = [show(actual), show(expected)];
  if (was !== wanted) throw new Error(`${about}${about && ': '}expected ${wanted}, was ${was}`);
}

/** Fails unless the condition holds. */
export function ok(condition, about = 'condition') {
  if (!condition) throw new Error(`${about} does not hold`);
}

/** Fails unless the call throws. */
export function throws(run, about = 'call') {
  try {
    run();
  } catch {
    return;
  }
  throw new Error(`${about} did not throw`);
}

/** Runs all tests, one after the other, and returns what came of it. */
export async function runAll() {
  const failures = [];
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (failure) {
      failures.push({ name, message: failure.message, stack: failure.stack });
    }
  }
  return { passed: tests.length - failures.length, failed: failures.length, failures };
}

function show(value) {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part === undefined) return 'undefined';
    return part instanceof Uint8Array ? [...part] : part;
  });
}
