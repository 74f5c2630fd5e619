/** What a reader may lack that somebody could miss a line by, in the order in which it is told. */
const KNOWN = /** @type {const} */ (['order', 'cut', 'late', 'outputs']);
/** What only the plain shell lacks. */
const OF_SHELL = ['cut', 'late', 'outputs'];

/**
 * @typedef {object} LogLimits what can't be promised of a log, as keys of sentences
 * @property {'limits.shell'|'limits.system'} why
 * @property {`limits.${typeof KNOWN[number]}`[]} what
 * @property {'limits.remedy'|null} remedy
 */

/**
 * @param {string[]} lacks as the server has it; words that this page does not know are for a newer one
 * @returns {LogLimits|null} null if nothing is lacking
 */
export function limitsOf(lacks) {
  if (lacks.length === 0) return null;
  const shell = lacks.some((word) => OF_SHELL.includes(word));
  return {
    why: shell ? 'limits.shell' : 'limits.system',
    what: KNOWN.filter((word) => lacks.includes(word)).map((word) => /** @type {const} */ (`limits.${word}`)),
    remedy: shell ? 'limits.remedy' : null,
  };
}
