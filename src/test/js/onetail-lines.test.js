import { LineBuffer } from '../../main/webapp/log/line-buffer.js';
import '../../main/webapp/log/onetail-lines.js';
import { settings } from '../../main/webapp/settings/settings.js';
import { equal, ok, test } from './harness.js';
import { line } from './rows.js';
import { withStyleSheets } from './style-sheets.js';

/**
 * The log, 300 pixels high, with its rows.
 *
 * @typedef {object} ShownLog
 * @property {import('../../main/webapp/log/onetail-lines.js').OnetailLines} lines
 * @property {{buffer: LineBuffer, following: boolean}} session
 * @property {() => number[]} draw until nothing improves it; returns the rows that are in the page
 */

/**
 * @param {string[]} texts
 * @param {(log: ShownLog) => void} run
 */
async function show(texts, run) {
  const wrap = settings.wrap;
  const lines = document.createElement('onetail-lines');
  lines.className = 'lines';
  lines.style.cssText = 'display: block; width: 600px; height: 300px; --log-font-size: 13px';
  const session = { buffer: new LineBuffer(), following: true };
  for (const text of texts) session.buffer.append(line(text));
  const draw = () => {
    for (let i = 0; i < 20 && lines.draw(); i++);
    return [...lines.querySelectorAll('[data-seq]')].map((row) => Number(row.getAttribute('data-seq')));
  };
  await withStyleSheets(['ui/tokens.css', 'log/lines.css'], async () => {
    document.body.append(lines);
    lines.session = session;
    await new Promise((frame) => setTimeout(frame, 100));
    try {
      run({ lines, session, draw });
    } finally {
      settings.set({ wrap });
      lines.remove();
    }
  });
}

test('only rows near what is seen are in the page, at the end while it follows', () =>
  show(Array.from({ length: 5_000 }, (_, i) => `line ${i}`), ({ lines, draw }) => {
    const rows = draw();
    equal(rows[rows.length - 1], 4_999);
    ok(rows.length < 60, `${rows.length} rows`);
    ok(lines.scrollTop > 50_000, `at ${lines.scrollTop}`);
  }));

test('stopping changes nothing that is seen, and rows that come move nothing', () =>
  show(Array.from({ length: 1_000 }, (_, i) => `line ${i}`), ({ lines, session, draw }) => {
    const [first] = draw();
    const top = lines.scrollTop;
    session.following = false;
    equal(draw()[0], first);
    for (let i = 0; i < 500; i++) session.buffer.append(line('new'));
    equal([draw()[0], lines.scrollTop], [first, top]);
  }));

test('all rows are there after a tall line has become low', () =>
  show(['a', 'x'.repeat(16_000), 'b', 'y'.repeat(16_000), 'c'], ({ session, draw }) => {
    settings.set({ wrap: true });
    draw();
    session.following = false;
    settings.set({ wrap: false });
    equal(draw(), [0, 1, 2, 3, 4]);
  }));

test('rows that came and went while nothing was drawn are passed over', () =>
  show(['a', 'b'], ({ lines, session, draw }) => {
    draw();
    for (let i = 0; i < 60_000; i++) session.buffer.append(line('new'));
    session.buffer.trim();
    const rows = draw();
    equal(rows[rows.length - 1], 60_001);
    equal(Math.round(lines.scrollHeight - lines.clientHeight - lines.scrollTop), 0);
  }));
