/**
 * @typedef {number|bigint} Exact a 64-bit integer: a number where that is exact, else a bigint
 * @typedef {{generation: Exact, offset: Exact}} Position names one byte of a log
 * @typedef {{generation: number|string, offset: number|string}} JsonPosition a position in a message: strings where a number is not exact
 */

/**
 * @param {number|string|bigint} value as it came: a JSON number, a decimal string or a bigint
 * @returns {Exact}
 */
export function exact(value) {
  const big = BigInt(value);
  const number = Number(big);
  return Number.isSafeInteger(number) ? number : big;
}

/**
 * @param {JsonPosition|Position} position
 * @returns {Position}
 */
export function positionOf({ generation, offset }) {
  return { generation: exact(generation), offset: exact(offset) };
}

/**
 * @param {Position} position
 * @param {number} bytes
 * @returns {Position} the position so many bytes further in the same generation
 */
export function advance({ generation, offset }, bytes) {
  return { generation, offset: exact(BigInt(offset) + BigInt(bytes)) };
}

/**
 * @param {Position} from
 * @param {Position} to
 * @returns {number|null} bytes between two positions, or null if they lie in different generations
 */
export function distance(from, to) {
  return from.generation === to.generation ? Number(BigInt(to.offset) - BigInt(from.offset)) : null;
}

/**
 * @param {Position} position
 * @returns {JsonPosition}
 */
export function toJson({ generation, offset }) {
  return { generation: jsonNumber(generation), offset: jsonNumber(offset) };
}

/** @param {Exact} value */
function jsonNumber(value) {
  return typeof value === 'bigint' ? String(value) : value;
}
