/**
 * @param {string} name of a custom property that is a number, or a length in pixels
 * @returns {number}
 */
export function tokenNumber(name) {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));
}

/**
 * @param {string[]} names of custom properties that are colours without transparency
 * @returns {string[]} as `#rrggbb`, in the theme in effect
 */
export function tokenColours(names) {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(${name})`;
    const [, ...parts] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color) ?? [];
    return `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  });
  probe.remove();
  return colours;
}
