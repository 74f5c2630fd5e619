import { formatBytes, t } from '../language/translate.js';
import { parseAnsi, PLAIN } from './ansi.js';
import { lastState } from './line-states.js';
import { findLevel } from './log-level.js';
import { markText, markTitle } from './mark-text.js';
import { showControls } from './show-controls.js';
import { timestampLength } from './timestamp.js';

/**
 * @typedef {import('./ansi-colours.js').AnsiColours} AnsiColours
 * @typedef {import('./line-buffer.js').LineRow} LineRow
 */

/**
 * @param {import('./line-buffer.js').Row} row
 * @param {AnsiColours} colours
 * @returns {HTMLElement} that shows the row; log text is in it as text only
 */
export function rowElement(row, colours) {
  return row.kind === 'line' ? lineElement(row, colours) : markElement(row);
}

/**
 * @param {LineRow} row
 * @param {AnsiColours} colours
 */
function lineElement(row, colours) {
  const line = createElement('div', 'line');
  line.dataset.testid = 'line';
  line.dataset.level = row.level;
  line.dataset.seq = String(row.seq);
  const text = createElement('span', 'line-text');
  const last = lastState(row.text);
  text.append(...contentOf(row.expanded ? row.text : last.text, colours));
  if (row.headless) line.append(badge('…', t('log.noBeginning')));
  line.append(text);
  if (last.earlier + row.states > 0) line.append(statesButton(row, last.earlier));
  if (row.cut > 0) line.append(badge(t('log.goesOn', { bytes: formatBytes(row.cut) })));
  return line;
}

/** @param {import('./line-buffer.js').MarkRow} row */
function markElement(row) {
  const mark = createElement('div', 'mark');
  mark.dataset.testid = 'mark';
  mark.dataset.kind = row.kind === 'gap' && row.reason === 'hole' ? 'hole' : row.kind;
  mark.dataset.seq = String(row.seq);
  mark.title = markTitle(row);
  mark.append(createElement('span', 'mark-text', markText(row)));
  return mark;
}

/**
 * @param {string} text
 * @param {AnsiColours} colours
 * @returns {(string|HTMLElement)[]}
 */
function contentOf(text, colours) {
  const runs = parseAnsi(text);
  if (runs.length === 1 && runs[0].style === PLAIN) return plainContent(runs[0].text);
  return runs.map((run) => (run.style === PLAIN ? showControls(run.text) : styledRun(run, colours)));
}

/**
 * A line without colours of its own: its time stamp steps back, its level comes forward.
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
function plainContent(text) {
  const stamp = timestampLength(text);
  const level = findLevel(text);
  /** @type {(string|HTMLElement)[]} */
  const parts = [];
  if (stamp > 0) parts.push(createElement('span', 'line-stamp', showControls(text.slice(0, stamp))));
  if (level === null || level.from < stamp) return [...parts, showControls(text.slice(stamp))];
  const name = createElement('span', 'line-level', text.slice(level.from, level.to));
  name.dataset.level = level.level;
  return [...parts, showControls(text.slice(stamp, level.from)), name, showControls(text.slice(level.to))];
}

/**
 * @param {import('./ansi.js').StyledRun} run
 * @param {AnsiColours} colours
 */
function styledRun({ text, style }, colours) {
  if (style.address) return createElement('span', 'line-address', showControls(text));
  const span = createElement('span', '', showControls(text));
  const { color, background } = colours.of(style);
  if (color !== null) span.style.color = color;
  if (background !== null) span.style.backgroundColor = background;
  if (style.bold) span.style.fontWeight = '700';
  if (style.italic) span.style.fontStyle = 'italic';
  const decoration = `${style.underline ? 'underline ' : ''}${style.strike ? 'line-through' : ''}`;
  if (decoration !== '') span.style.textDecoration = decoration;
  return span;
}

/**
 * How often the line was drawn over before; shows those states, as far as they are kept, beside the last one.
 * @param {LineRow} row
 * @param {number} earlier states that are kept
 */
function statesButton({ expanded, states }, earlier) {
  const button = createElement('button', 'line-badge line-states', t('log.states', { states: earlier + states }));
  button.type = 'button';
  button.disabled = earlier === 0;
  button.title = t(earlier === 0 ? 'log.statesGone' : expanded ? 'log.statesHide' : 'log.statesShow');
  button.setAttribute('aria-expanded', String(expanded));
  button.dataset.testid = 'states';
  return button;
}

/**
 * @param {string} text
 * @param {string} [title]
 */
function badge(text, title = '') {
  const span = createElement('span', 'line-badge', text);
  span.title = title;
  return span;
}

/**
 * @template {'div'|'span'|'button'} N
 * @param {N} name
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[N]}
 */
function createElement(name, className, text = '') {
  const created = document.createElement(name);
  if (className !== '') created.className = className;
  if (text !== '') created.textContent = text;
  return created;
}
