import { coloursIn, stripEscapes } from './ansi.js';

/** Where a terminal begins a line again: a carriage return, the cursor at the first column, what stands before it erased. */
// eslint-disable-next-line no-control-regex
const RETURN = /\r+|\x1b\[[01]?G|\x1b\[[12]K/;
const RETURNS = new RegExp(RETURN, 'g');

/**
 * Almost no line does, and this is asked of each.
 * @param {string} text
 */
function mayReturn(text) {
  return text.includes('\r') || (text.includes('\x1b') && RETURN.test(text));
}

/**
 * A line that its writer has drawn over and over, as progress bars are: what it says in the end, and how many states came before. Nothing
 * is laid over what stood there: the last state that is not empty is the line.
 * @param {string} text
 * @returns {{text: string, earlier: number}} the text with the colours that hold there
 */
export function lastState(text) {
  if (!mayReturn(text)) return { text, earlier: 0 };
  const places = [...text.matchAll(RETURNS)];
  const starts = [0, ...places.map((place) => place.index + place[0].length)];
  const ends = [...places.map((place) => place.index), text.length];
  const said = starts.map((_, i) => i).filter((i) => stripEscapes(text.slice(starts[i], ends[i])).trim() !== '');
  if (said.length === 0) return { text: '', earlier: 0 };
  const last = said[said.length - 1];
  return { text: coloursIn(text.slice(0, starts[last])) + text.slice(starts[last], ends[last]), earlier: said.length - 1 };
}
