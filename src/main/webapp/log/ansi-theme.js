import { tokenColours } from '../ui/style-tokens.js';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** @returns {import('./ansi-colours.js').AnsiTheme} as the style sheet has it, in the theme in effect */
export function readAnsiTheme() {
  const tokens = [...NAMES.map((name) => `--ansi-${name}`), ...NAMES.map((name) => `--ansi-bright-${name}`)];
  const [paper, ink, ...base] = tokenColours(['--paper', '--ink', ...tokens]);
  return { paper, ink, base };
}
