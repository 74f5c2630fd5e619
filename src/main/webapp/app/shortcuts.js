/** @typedef {'search'|'help'|'follow'|'end'|'home'|'wrap'|'larger'|'smaller'|'asBefore'|'leave'} ShortcutAction */

/** @type {Record<string, ShortcutAction>} */
const KEYS = {
  '/': 'search', '?': 'help', ' ': 'follow', f: 'follow', s: 'follow', End: 'end', G: 'end', Home: 'home', g: 'home',
  w: 'wrap', '+': 'larger', '=': 'larger', '-': 'smaller', 0: 'asBefore',
};

/** What each key does, for the help: keys, and the name of the sentence. */
export const SHORTCUT_HELP = /** @type {const} */ ([
  { keys: ['/'], name: 'search' },
  { keys: ['↑', '↓'], name: 'move' },
  { keys: ['Enter'], name: 'open' },
  { keys: ['Esc'], name: 'leave' },
  { keys: ['Space', 'f'], name: 'follow' },
  { keys: ['End', 'G'], name: 'end' },
  { keys: ['Home', 'g'], name: 'home' },
  { keys: ['w'], name: 'wrap' },
  { keys: ['+', '-', '0'], name: 'size' },
  { keys: ['?'], name: 'help' },
]);

/**
 * @param {object} press of a key
 * @param {string} press.key
 * @param {boolean} [press.ctrlKey]
 * @param {boolean} [press.metaKey]
 * @param {boolean} [press.altKey]
 * @param {{closest: (selectors: string) => unknown}|null} press.target the element that has the focus
 * @returns {ShortcutAction|undefined} what it asks for; nothing while somebody types, or presses a button
 */
export function shortcut({ key, ctrlKey, metaKey, altKey, target }) {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key === 'Escape') return target?.closest('nav, .menu') ? 'leave' : undefined;
  if (target?.closest('input, textarea, select, dialog')) return undefined;
  if (key === ' ' && target?.closest('button, a, summary')) return undefined;
  return KEYS[key];
}
