import { showControls } from '../../main/webapp/log/visible.js';
import { equal, test } from './harness.js';

test('control characters become their names, tabs stay', () => {
  equal(showControls('a\0b\x07c\rd\te\x1f\x7f'), 'a‹NUL›b‹BEL›c‹CR›d\te‹US›‹DEL›');
});

test('characters that would reorder the text are seen instead', () => {
  equal(showControls('a\u202eb\x85'), 'a‹202E›b‹85›');
});

test('other text stays as it is', () => {
  equal(showControls('<b>日志 &amp; 👍'), '<b>日志 &amp; 👍');
});
