import { safeText } from '../language/safe-text.js';
import { exact } from './position.js';

export const HEADER_BYTES = 32;
const VERSION = 1;
const CONTINUES = 1;
const UTF_16LE = 4;
const UTF_16BE = 8;

/**
 * @typedef {import('./position.js').Position} Position
 * @typedef {import('./position.js').JsonPosition} JsonPosition
 *
 * @typedef {object} Chunk consecutive bytes of a log, as one binary frame holds them
 * @property {string} key 16 hex digits that name the log
 * @property {boolean} continues the first line continues the previous chunk's last
 * @property {'utf-16le'|'utf-16be'|null} wide what its file is in, whatever the log's charset is said to be
 * @property {Position} position of the first byte
 * @property {Uint8Array} bytes
 *
 * @typedef {{type: 'opened', view: string, key: string, charset: string} & JsonPosition} OpenedMessage
 * @typedef {'connecting'|'live'|'reconnecting'|'ended'} LogState
 * @typedef {{type: 'state', view: string, state: LogState, reason: string|null, lacks?: string[]}} StateMessage
 * @typedef {{type: 'gap', view: string, from: JsonPosition, to: JsonPosition, reason: string}} GapMessage
 * @typedef {{type: 'generation', view: string, generation: number|string, reason?: string}} GenerationMessage
 * @typedef {{type: 'error', view: string|null, code: string, message: string}} ErrorMessage
 * @typedef {OpenedMessage|StateMessage|GapMessage|GenerationMessage|ErrorMessage} ViewMessage of the server's, about a view
 * @typedef {ViewMessage|{type: 'pong', view?: undefined}} ServerMessage
 *
 * @typedef {{last: number}|JsonPosition|'end'} StartFrom where a view begins: so many lines before the end, a position, or the end
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
 * @returns {ServerMessage}
 */
export function readMessage(data) {
  const message = JSON.parse(data);
  for (const sentence of ['message', 'reason']) {
    if (typeof message[sentence] === 'string') message[sentence] = safeText(message[sentence]);
  }
  return message;
}

/**
 * @param {string} view the client's own name for it
 * @param {string} host
 * @param {string} source
 * @param {StartFrom} from
 * @returns {string} the message that opens a view
 */
export function openMessage(view, host, source, from) {
  return JSON.stringify({ type: 'open', view, host, source, from });
}

/** Asks the server whether it is there; it answers `{"type":"pong"}`. */
export const PING = JSON.stringify({ type: 'ping' });

/**
 * @param {'pause'|'resume'|'close'} type
 * @param {string} view
 * @returns {string} the message
 */
export function viewMessage(type, view) {
  return JSON.stringify({ type, view });
}
