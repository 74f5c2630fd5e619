/**
 * Runs something with style sheets of the page.
 * @param {string[]} names below `webapp`
 * @param {() => unknown} run may return a promise
 */
export async function withStyleSheets(names, run) {
  const links = await Promise.all(names.map(load));
  try {
    await run();
  } finally {
    for (const link of links) link.remove();
  }
}

/**
 * @param {string} name
 * @returns {Promise<HTMLLinkElement>}
 */
function load(name) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(`../../main/webapp/${name}`, import.meta.url).href;
  return new Promise((loaded) => {
    link.addEventListener('load', () => loaded(link));
    document.head.append(link);
  });
}
