/** What a reader may lack that somebody could miss a line by, in the order in which it is told. */
const KNOWN = ['order', 'cut', 'late', 'outputs'];
/** What only the plain shell lacks. */
const OF_SHELL = ['cut', 'late', 'outputs'];

/**
 * What can't be promised of a log, as keys of sentences.
 * @param {string[]} lacks as the server has it; words that this page does not know are for a newer one
 * @returns {{why: string, what: string[], mend: string|null}|null} null if nothing is lacking
 */
export function limitsOf(lacks) {
  if (lacks.length === 0) return null;
  const shell = lacks.some((word) => OF_SHELL.includes(word));
  return {
    why: shell ? 'limits.shell' : 'limits.system',
    what: KNOWN.filter((word) => lacks.includes(word)).map((word) => `limits.${word}`),
    mend: shell ? 'limits.mend' : null,
  };
}
