import { parseAnsi } from '../../main/webapp/log/ansi.js';
import { lastState } from '../../main/webapp/log/line-states.js';
import { equal, test } from './harness.js';

test('a line without returns is what it is', () => {
  for (const text of ['', 'a', '\x1b[31mred\x1b[0m', 'a\tb']) equal(lastState(text), { text, earlier: 0 });
});

test('a progress bar says what it said last', () => {
  equal(lastState('\rat 0%\rat 5%\rat 100%'), { text: 'at 100%', earlier: 2 });
  equal(lastState('at 5%\r'), { text: 'at 5%', earlier: 0 });
  equal(lastState('at 5%\r\r   \r'), { text: 'at 5%', earlier: 0 });
  equal(lastState('\r\r'), { text: '', earlier: 0 });
});

test('what erases the line, or goes to its first column, begins it again', () => {
  equal(lastState('one\x1b[2K\x1b[1Gtwo\x1b[K'), { text: 'two\x1b[K', earlier: 1 });
  equal(lastState('one\x1b[0Gtwo\x1b[1Kthree'), { text: 'three', earlier: 2 });
  equal(lastState('one\x1b[Ktwo\x1b[10Gthree').earlier, 0);
});

test('colours hold over a return until they are reset', () => {
  equal(parseAnsi(lastState('\x1b[32mat 5%\rat 6%').text).map(({ text, style }) => [text, style.fg]), [['at 6%', 2]]);
  equal(parseAnsi(lastState('\x1b[32mat 5%\x1b[0m\rat 6%').text).map(({ text, style }) => [text, style.fg]), [['at 6%', null]]);
});
