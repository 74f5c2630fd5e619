import { showControls } from '../../main/webapp/log/show-controls.js';
import { equal, test } from './harness.js';

test('control characters become their names, tabs stay', () => {
  equal(showControls('a\0b\x07c\rd\te\x1f\x7f'), 'a‹NUL›b‹BEL›c‹CR›d\te‹US›‹DEL›');
});

test('characters that would reorder the text are seen instead', () => {
  equal(showControls('a\u202eb\x85'), 'a‹RLO›b‹85›');
});

test('characters without a width are seen, those that belong to other scripts are not touched', () => {
  equal(showControls('pass\u200bword\u2063 \ufeffx\u00ad \u{e0041}'), 'pass‹ZWSP›word‹2063› ‹BOM›x‹SHY› ‹E0041›');
  equal(showControls('a\u200db \u200d'), 'a‹ZWJ›b ‹ZWJ›');
  const whole = '👩\u200d💻 ❤\ufe0f می\u200cخواهم क\u094d\u200dष';
  equal(showControls(whole), whole);
});

test('many zero bytes are one word', () => {
  equal(showControls(`a${'\0'.repeat(28)}b\0\0`), 'a‹NUL ×28›b‹NUL›‹NUL›');
});

test('other text stays as it is', () => {
  equal(showControls('<b>日志 &amp; 👍'), '<b>日志 &amp; 👍');
});
