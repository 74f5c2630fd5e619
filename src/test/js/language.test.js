import { en } from '../../main/webapp/language/en.js';
import { zh } from '../../main/webapp/language/zh-cn.js';
import { equal, test } from './harness.js';

const placeholders = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

test('each language has the same sentences', () => {
  equal(Object.keys(zh).sort(), Object.keys(en).sort());
});

test('each sentence has the same placeholders in each language', () => {
  for (const key of Object.keys(en)) equal(placeholders(zh[key]), placeholders(en[key]), key);
});
