const KEYS = {
  '/': 'search', '?': 'help', ' ': 'follow', f: 'follow', s: 'follow', End: 'end', G: 'end', Home: 'home', g: 'home',
  w: 'wrap', '+': 'larger', '=': 'larger', '-': 'smaller', 0: 'asBefore',
};

/** What each key does, for the help: keys, and the name of the sentence. */
export const HELP = [
  [['/'], 'search'], [['↑', '↓'], 'move'], [['Enter'], 'open'], [['Esc'], 'leave'], [['Space', 'f'], 'follow'], [['End', 'G'], 'end'],
  [['Home', 'g'], 'home'], [['w'], 'wrap'], [['+', '-', '0'], 'size'], [['?'], 'help'],
];

/** @returns {string|undefined} what a key press asks for; nothing while somebody types, or presses a button */
export function shortcut({ key, ctrlKey, metaKey, altKey, target }) {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key === 'Escape') return target.closest?.('nav, .menu') ? 'leave' : undefined;
  if (target.closest?.('input, textarea, select, dialog')) return undefined;
  if (key === ' ' && target.closest?.('button, a, summary')) return undefined;
  return KEYS[key];
}
