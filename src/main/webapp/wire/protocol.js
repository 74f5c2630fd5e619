import { seen } from '../language/seen.js';
import { exact } from './position.js';

export const HEADER_BYTES = 32;
const VERSION = 1;
const CONTINUES = 1;
const UTF_16LE = 4;
const UTF_16BE = 8;

/**
 * @typedef {object} Chunk consecutive bytes of a log, as one binary frame holds them
 * @property {string} key 16 hex digits that name the log
 * @property {boolean} continues the first line continues the previous chunk's last
 * @property {string|null} wide `utf-16le` or `utf-16be` if its file is in that, whatever the log's charset is said to be
 * @property {import('./position.js').Position} position of the first byte
 * @property {Uint8Array} bytes
 */

/**
 * Reads a binary frame.
 * @param {ArrayBuffer} frame
 * @returns {Chunk}
 */
export function readChunk(frame) {
  if (frame.byteLength < HEADER_BYTES) {
    throw new RangeError(`A chunk has at least ${HEADER_BYTES} bytes, this one ${frame.byteLength}`);
  }
  const view = new DataView(frame);
  if (view.getUint8(0) !== VERSION) {
    throw new RangeError(`Chunk of version ${view.getUint8(0)}, this page knows version ${VERSION}`);
  }
  const flags = view.getUint8(1);
  return {
    continues: (flags & CONTINUES) !== 0,
    wide: flags & UTF_16LE ? 'utf-16le' : flags & UTF_16BE ? 'utf-16be' : null,
    key: view.getBigUint64(8).toString(16).padStart(16, '0'),
    position: { generation: exact(view.getBigInt64(16)), offset: exact(view.getBigInt64(24)) },
    bytes: new Uint8Array(frame, view.getUint16(2)),
  };
}

/**
 * Reads a text message of the server's. Its sentences are for people and hold names of files, so nothing hides in them.
 * @param {string} data
 */
export function readMessage(data) {
  const message = JSON.parse(data);
  for (const sentence of ['message', 'reason']) {
    if (typeof message[sentence] === 'string') message[sentence] = seen(message[sentence]);
  }
  return message;
}

/** @returns {string} the message that opens a view; `from` is `{last}`, a position fit for JSON, or `"end"` */
export function openMessage(view, host, source, from) {
  return JSON.stringify({ type: 'open', view, host, source, from });
}

/** Asks the server whether it is there; it answers `{"type":"pong"}`. */
export const PING = JSON.stringify({ type: 'ping' });

/** @returns {string} a `pause`, `resume` or `close` */
export function viewMessage(type, view) {
  return JSON.stringify({ type, view });
}
