/**
 * @typedef {number|bigint} Exact a 64-bit integer: a number where that is exact, else a bigint
 * @typedef {{generation: Exact, offset: Exact}} Position names one byte of a log
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

/** @returns {Position} from a message's fields, of which each may be a number or a decimal string */
export function positionOf({ generation, offset }) {
  return { generation: exact(generation), offset: exact(offset) };
}

/** @returns {Position} the position so many bytes further in the same generation */
export function advance({ generation, offset }, bytes) {
  return { generation, offset: exact(BigInt(offset) + BigInt(bytes)) };
}

/** @returns {number|null} bytes between two positions, or null if they lie in different generations */
export function distance(from, to) {
  return from.generation === to.generation ? Number(BigInt(to.offset) - BigInt(from.offset)) : null;
}

/** @returns {{generation: number|string, offset: number|string}} fit for JSON */
export function toJson({ generation, offset }) {
  const field = (value) => (typeof value === 'bigint' ? String(value) : value);
  return { generation: field(generation), offset: field(offset) };
}
