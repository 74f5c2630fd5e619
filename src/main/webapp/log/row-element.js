import { formatBytes, t } from '../language/translate.js';
import { parseAnsi, PLAIN } from './ansi.js';
import { coloursOf } from './ansi-colours.js';
import { lastState } from './line-states.js';
import { findLevel, timestampLength } from './level.js';
import { markText, markTitle } from './mark-text.js';
import { showControls } from './visible.js';

/**
 * @param {import('./line-buffer.js').Row} row
 * @param {'light'|'dark'} shade
 * @returns {HTMLElement} that shows the row; log text is in it as text only
 */
export function rowElement(row, shade) {
  return row.kind === 'line' ? lineElement(row, shade) : markElement(row);
}

function lineElement(row, shade) {
  const line = element('div', 'line');
  line.dataset.testid = 'line';
  line.dataset.level = row.level;
  line.dataset.seq = row.seq;
  const text = element('span', 'line-text');
  const last = lastState(row.text);
  text.append(...contents(row.expanded ? row.text : last.text, shade));
  if (row.headless) line.append(badge('…', t('log.noBeginning')));
  line.append(text);
  if (last.earlier + row.states > 0) line.append(statesButton(row, last.earlier));
  if (row.cut > 0) line.append(badge(t('log.goesOn', { bytes: formatBytes(row.cut) })));
  return line;
}

function markElement(row) {
  const mark = element('div', 'mark');
  mark.dataset.testid = 'mark';
  mark.dataset.kind = row.reason === 'hole' ? 'hole' : row.kind;
  mark.dataset.seq = row.seq;
  mark.title = markTitle(row);
  mark.append(element('span', 'mark-text', markText(row)));
  return mark;
}

function contents(text, shade) {
  const runs = parseAnsi(text);
  if (runs.length === 1 && runs[0].style === PLAIN) return plainContents(runs[0].text);
  return runs.map((run) => (run.style === PLAIN ? showControls(run.text) : styled(run, shade)));
}

/** A line without colours of its own: its time stamp steps back, its level comes forward. */
function plainContents(text) {
  const stamp = timestampLength(text);
  const level = findLevel(text);
  const parts = [];
  if (stamp > 0) parts.push(element('span', 'line-stamp', showControls(text.slice(0, stamp))));
  if (level === null || level.from < stamp) return [...parts, showControls(text.slice(stamp))];
  const name = element('span', 'line-level', text.slice(level.from, level.to));
  name.dataset.level = level.level;
  return [...parts, showControls(text.slice(stamp, level.from)), name, showControls(text.slice(level.to))];
}

function styled({ text, style }, shade) {
  if (style.address) return element('span', 'line-address', showControls(text));
  const span = element('span', '', showControls(text));
  const { color, background } = coloursOf(style, shade);
  if (color !== null) span.style.color = color;
  if (background !== null) span.style.backgroundColor = background;
  if (style.bold) span.style.fontWeight = '700';
  if (style.italic) span.style.fontStyle = 'italic';
  const decoration = `${style.underline ? 'underline ' : ''}${style.strike ? 'line-through' : ''}`;
  if (decoration !== '') span.style.textDecoration = decoration;
  return span;
}

/** How often the line was drawn over before; shows those states, as far as they are kept, beside the last one. */
function statesButton({ expanded, states }, earlier) {
  const button = element('button', 'line-badge line-states', t('log.states', { states: earlier + states }));
  button.type = 'button';
  button.disabled = earlier === 0;
  button.title = t(earlier === 0 ? 'log.statesGone' : expanded ? 'log.statesHide' : 'log.statesShow');
  button.setAttribute('aria-expanded', String(expanded));
  button.dataset.testid = 'states';
  return button;
}

function badge(text, title = '') {
  const span = element('span', 'line-badge', text);
  span.title = title;
  return span;
}

function element(name, className, text = '') {
  const created = document.createElement(name);
  if (className !== '') created.className = className;
  if (text !== '') created.textContent = text;
  return created;
}
