/**
 * Reads cases that the tests in Java read as well, so that both sides mean the same.
 * @param {string} file below `src/test/resources/io/onetail`
 */
export async function golden(file) {
  return (await fetch(new URL(`../resources/io/onetail/${file}`, import.meta.url))).json();
}
