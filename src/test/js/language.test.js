import { en } from '../../main/webapp/language/en.js';
import { zh } from '../../main/webapp/language/zh-cn.js';
import { t } from '../../main/webapp/language/translate.js';
import { equal, test } from './harness.js';

/** @param {string} sentence */
const placeholders = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

const zhTexts = /** @type {Record<string, string>} */ (zh);
const enTexts = /** @type {Record<string, string>} */ (en);
/** Chinese has no plural. */
const shared = Object.keys(en).filter((key) => !key.endsWith('.one'));

test('each language has the same sentences', () => {
  equal(Object.keys(zh).sort(), shared.sort());
});

test('each sentence has the same placeholders in each language', () => {
  for (const key of shared) equal(placeholders(zhTexts[key]), placeholders(enTexts[key]), key);
});

test('one of a thing is not several', () => {
  equal([t('status.lines', { lines: 1 }), t('status.lines', { lines: 2 })], ['1 line', '2 lines']);
});
