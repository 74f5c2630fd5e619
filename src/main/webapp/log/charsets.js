/** What a person may choose; names as browsers know them. */
export const CHARSETS = [
  'UTF-8', 'GB18030', 'Big5', 'Shift_JIS', 'EUC-JP', 'EUC-KR',
  'windows-1252', 'windows-1250', 'windows-1251', 'KOI8-R', 'UTF-16LE', 'UTF-16BE',
];
const WESTERN = /^[\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u20ac\u2122]$/;
const HAN = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

/**
 * @typedef {object} CharsetSigns what texts in a charset are made of besides ASCII
 * @property {string} charset
 * @property {RegExp} mostly what most characters are
 * @property {RegExp} some what at least one is
 * @property {number} [common] of Chinese charsets the common characters come first, up to that lead byte; rare ones are what any bytes look
 *   like
 * @property {string} [language] of the browser, in which alone the charset is likely
 */

/** @type {CharsetSigns[]} in the order of the question */
const SIGNS = [
  { charset: 'Shift_JIS', mostly: /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/, some: /[\u3040-\u30ff]/ },
  { charset: 'EUC-JP', mostly: /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/, some: /[\u3040-\u30ff]/ },
  { charset: 'EUC-KR', mostly: /[\u3000-\u303f\uac00-\ud7a3]/, some: /[\uac00-\ud7a3]/, language: 'ko' },
  { charset: 'Big5', mostly: HAN, some: HAN, common: 0xc6, language: 'zh-tw' },
  { charset: 'GB18030', mostly: HAN, some: HAN, common: 0xd7 },
  { charset: 'Big5', mostly: HAN, some: HAN, common: 0xc6 },
  { charset: 'windows-1251', mostly: /[\u0400-\u045f]/, some: /[\u0430-\u044f]{2}/ },
  { charset: 'windows-1252', mostly: WESTERN, some: /[\u00c0-\u00ff]/ },
];
const MOSTLY = 0.9;
const MOSTLY_COMMON = 0.7;

/**
 * Guesses what bytes are that are not text in the log's charset. It is a question to a person, not an answer.
 * @param {Uint8Array} bytes whole lines, or most of one
 * @param {string} language of the browser
 * @returns {string|null} a name of CHARSETS; `UTF-8` if they are that; null for no idea
 */
export function guessCharset(bytes, language = 'en') {
  const wide = guessWide(bytes);
  if (wide !== null) return wide;
  if (decoded(bytes, 'UTF-8') !== null) return 'UTF-8';
  const spoken = language.toLowerCase();
  return SIGNS.find((signs) => (signs.language === undefined || spoken.startsWith(signs.language)) && fits(bytes, signs))?.charset ?? null;
}

/**
 * In UTF-16 every other byte of ASCII is zero.
 * @param {Uint8Array} bytes
 */
function guessWide(bytes) {
  const zeros = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]++;
  });
  const [even, odd] = zeros;
  if (Math.max(even, odd) < bytes.length / 8 || Math.min(even, odd) > Math.max(even, odd) / 8) return null;
  return odd > even ? 'UTF-16LE' : 'UTF-16BE';
}

/**
 * @param {Uint8Array} bytes
 * @param {CharsetSigns} signs
 */
function fits(bytes, { charset, mostly, some, common }) {
  const text = decoded(bytes, charset);
  if (text === null || !some.test(text) || (common !== undefined && !isCommon(bytes, common))) return false;
  // eslint-disable-next-line no-control-regex
  const beyond = [...text.replace(/[\x00-\x7f]/g, '')];
  return beyond.filter((character) => mostly.test(character)).length >= MOSTLY * beyond.length;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} lastLead
 */
function isCommon(bytes, lastLead) {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at] < 0x80) continue;
    pairs++;
    if (bytes[at] >= 0xa1 && bytes[at] <= lastLead) common++;
    at++;
  }
  return common >= MOSTLY_COMMON * pairs;
}

/**
 * A character that the bytes begin or end within is nobody's fault.
 * @param {Uint8Array} bytes
 * @param {string} charset
 * @returns {string|null} null if they are not text in that charset
 */
function decoded(bytes, charset) {
  for (let from = 0; from < 4; from++) {
    for (let cut = 0; cut < 4; cut++) {
      try {
        return new TextDecoder(charset, { fatal: true }).decode(bytes.subarray(from, Math.max(from, bytes.length - cut)));
      } catch {
        // another beginning or end, perhaps
      }
    }
  }
  return null;
}
