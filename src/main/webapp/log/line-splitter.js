/** How much of one line is decoded and kept; a longer line is cut, or, if it was drawn over (by carriage returns), begins again. */
export const LONGEST_LINE_BYTES = 16 * 1024;
const LINE_FEED = 0x0a;
const REPLACEMENT = '\ufffd';
const NUL = '\0';
const CARRIAGE_RETURN = 0x0d;
/** So much is looked at to guess a charset. */
const SAMPLE_BYTES = 4_096;

/**
 * @typedef {object} Piece part of a line
 * @property {string} text
 * @property {boolean} starts the first of its line
 * @property {boolean} ends the last of its line
 * @property {number} bytes how many bytes of the log it stands for, line feed included
 * @property {number} cut how many of them are not in the text because the line is too long
 * @property {number} again 0, or what the line said before is not kept, and how many carriage returns this piece has before its text
 * @property {number} dropped how many bytes of this piece stand before its text
 */

/**
 * Splits a log's bytes into lines and decodes them, piece by piece, so that a caller can stop between two lines and a line may arrive
 * in any number of parts. Bytes are split before they are decoded: in every charset but UTF-16 the byte 0x0A is a line feed only.
 */
export class LineSplitter {
  /** @type {Uint8Array|null} the first bytes that are not text in this charset */
  malformed = null;
  #decoder;
  #unit;
  #little;
  /** @type {Uint8Array} */
  #bytes = new Uint8Array(0);
  #at = 0;
  /** @type {number|null} the first half of a unit whose other half comes with the next bytes */
  #carry = null;
  #lineBytes = 0;
  #inLine = false;

  /** @param {string} charset as the server names it; an unknown one is read as UTF-8 */
  constructor(charset = 'utf-8') {
    this.charset = charset.toLowerCase();
    this.#decoder = decoderFor(charset);
    const wide = /^utf-16(le|be)$/.exec(this.#decoder.encoding);
    this.#unit = wide ? 2 : 1;
    this.#little = wide?.[1] === 'le';
  }

  /** @returns {boolean} whether a unit of the text has two bytes */
  get wide() {
    return this.#unit === 2;
  }

  /** @returns {boolean} whether there is nothing left to split */
  get idle() {
    return this.#at >= this.#bytes.length;
  }

  /**
   * Takes the next bytes; only when `idle`.
   * @param {Uint8Array} bytes
   * @param {number} offset of the first byte in the file, which tells where UTF-16's units begin
   */
  feed(bytes, offset = 0) {
    this.#at = 0;
    this.#bytes = this.#unit === 1 ? bytes : this.#wholeUnits(bytes, offset);
  }

  /** @returns {Piece|null} the next piece of the bytes fed, or null if they are used up */
  next() {
    if (this.idle) return null;
    const from = this.#at;
    const lineFeed = this.#lineFeedFrom(from);
    const ends = lineFeed >= 0;
    const to = ends ? lineFeed : this.#bytes.length;
    this.#at = ends ? lineFeed + this.#unit : to;
    const starts = !this.#inLine;
    const tooLong = to - from > LONGEST_LINE_BYTES - this.#lineBytes;
    const again = tooLong ? this.#returns(from, to) : 0;
    const begin = again > 0 ? this.#lastReturn(from, to) + this.#unit : from;
    if (again > 0) this.#begin();
    const room = Math.max(0, LONGEST_LINE_BYTES - this.#lineBytes);
    const cut = Math.max(0, to - begin - room);
    const text = this.#decode(begin, to - cut, ends, cut > 0);
    this.#lineBytes = ends ? 0 : this.#lineBytes + to - begin;
    this.#inLine = !ends;
    return { text, starts, ends, bytes: this.#at - from, cut, again, dropped: begin - from };
  }

  #begin() {
    this.#decoder.decode();
    this.#lineBytes = 0;
  }

  /** The line that is being read ends here: what follows does not continue it. */
  breakLine() {
    this.#begin();
    this.#carry = null;
    this.#inLine = false;
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {boolean} ends the line does
   * @param {boolean} cut more of the line follows, which is not decoded
   */
  #decode(from, to, ends, cut) {
    const more = !ends || cut;
    const text = this.#decoder.decode(this.#bytes.subarray(from, to), { stream: more });
    // A cut may fall inside a character: drop its half.
    if (cut) this.#decoder.decode();
    if (this.malformed === null && (text.includes(REPLACEMENT) || text.includes(NUL))) this.#doubt(text, from, to);
    return text;
  }

  /**
   * A stray zero byte is not a wrong charset yet, and the character that stands for what can't be read may be the log's own.
   * @param {string} text
   * @param {number} from
   * @param {number} to
   */
  #doubt(text, from, to) {
    const zeros = text.split(NUL).length - 1;
    if (text.includes(REPLACEMENT) || (this.#unit === 1 && zeros > 2 && zeros > text.length / 8)) {
      this.malformed = this.#bytes.slice(from, Math.min(to, from + SAMPLE_BYTES));
    }
  }

  /**
   * @param {number} from
   * @returns {number} -1 if there is none
   */
  #lineFeedFrom(from) {
    if (this.#unit === 1) return this.#bytes.indexOf(LINE_FEED, from);
    const low = this.#little ? 0 : 1;
    for (let at = this.#bytes.indexOf(LINE_FEED, from); at >= 0; at = this.#bytes.indexOf(LINE_FEED, at + 1)) {
      if (at % 2 === low && this.#bytes[at ^ 1] === 0) return at - low;
    }
    return -1;
  }

  /**
   * A return at the very end may be half of a line's end, and draws over nothing yet.
   * @param {number} from
   * @param {number} to
   */
  #lastReturn(from, to) {
    let at = to - this.#unit;
    while (at > from && this.#isReturn(at)) at -= this.#unit;
    while (at >= from && !this.#isReturn(at)) at -= this.#unit;
    return at;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #returns(from, to) {
    let count = 0;
    for (let at = this.#lastReturn(from, to); at >= from; at -= this.#unit) {
      if (this.#isReturn(at)) count++;
    }
    return count;
  }

  /** @param {number} at */
  #isReturn(at) {
    if (this.#unit === 1) return this.#bytes[at] === CARRIAGE_RETURN;
    return this.#bytes[this.#little ? at : at + 1] === CARRIAGE_RETURN && this.#bytes[this.#little ? at + 1 : at] === 0;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} offset
   */
  #wholeUnits(bytes, offset) {
    let units = bytes;
    if (this.#carry !== null) {
      units = new Uint8Array(bytes.length + 1);
      units[0] = this.#carry;
      units.set(bytes, 1);
    } else if (offset % 2 === 1) {
      units = bytes.subarray(1);
    }
    const odd = units.length % 2 === 1;
    this.#carry = odd ? units[units.length - 1] : null;
    return odd ? units.subarray(0, units.length - 1) : units;
  }
}

/** @param {string} charset */
function decoderFor(charset) {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}
