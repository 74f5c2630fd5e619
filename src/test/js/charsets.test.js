import { CHARSETS, guessCharset } from '../../main/webapp/log/charsets.js';
import { equal, test } from './harness.js';

/** @param {string} text */
const ascii = (text) => [...text].map((c) => c.charCodeAt(0));
/** @param {(string|number[])[]} parts */
const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? ascii(part) : part)));
const GBK = bytes('2026-11-28 20:00:01 ERROR ', [0xca, 0xfd, 0xbe, 0xdd, 0xbf, 0xe2, 0xc1, 0xac, 0xbd, 0xd3, 0xca, 0xa7, 0xb0, 0xdc]);

test('each charset is known to the browser', () => {
  for (const name of CHARSETS) equal(new TextDecoder(name).encoding, name.toLowerCase());
});

test('bytes say what they may be', () => {
  equal(guessCharset(GBK), 'GB18030');
  equal(guessCharset(bytes('ERROR ', [0x83, 0x47, 0x83, 0x89, 0x81, 0x5b, 0x82, 0xc5, 0x82, 0xb7])), 'Shift_JIS');
  equal(guessCharset(bytes('ERROR ', [0xa5, 0xa8, 0xa5, 0xe9, 0xa1, 0xbc, 0xa4, 0xc7, 0xa4, 0xb9])), 'EUC-JP');
  equal(guessCharset(bytes('WARN Gr', [0xf6, 0xdf], 'e ', [0xfc], 'ber')), 'windows-1252');
  equal(guessCharset(bytes([0xce, 0xf8, 0xe8, 0xe1, 0xea, 0xe0], ' x')), 'windows-1251');
  equal(guessCharset(bytes([0xbf, 0xc0, 0xb7, 0xf9, 0xb9, 0xdf, 0xbb, 0xfd]), 'ko-KR'), 'EUC-KR');
  equal(guessCharset(Uint8Array.from(ascii('start\r\n').flatMap((c) => [c, 0]))), 'UTF-16LE');
  equal(guessCharset(Uint8Array.from(ascii('start\r\n').flatMap((c) => [0, c]))), 'UTF-16BE');
  equal(guessCharset(new TextEncoder().encode('日志 \ufffd')), 'UTF-8');
  equal(guessCharset(bytes(Array(9).fill([0x81, 0x8d, 0x8f]).flat())), null);
});

test('a character that is cut at an edge does not count', () => {
  equal(guessCharset(GBK.subarray(0, GBK.length - 1)), 'GB18030');
  const utf8 = new TextEncoder().encode('日志日志');
  equal(guessCharset(utf8.subarray(1, utf8.length - 1)), 'UTF-8');
});
