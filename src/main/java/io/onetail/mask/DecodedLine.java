package io.onetail.mask;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line as UTF-8 without malformed parts, and where each of its bytes comes from in the log's bytes. For one thread.
 *
 * @param offset index of the line in the log's bytes
 * @param places for each byte of the text, the index of its source in the log's bytes; null if it is {@code offset}
 *     plus the index
 *
 * @param ends for each byte of the text, the index after its source; null if that is where the next one begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedLine(byte[] text, int offset, int @Nullable [] places, int @Nullable [] ends) {
    /** Replaces malformed parts: not part of a word or number, and not a space. */
    private static final byte NOTHING = 1;

    /** The index in the log's bytes of a byte of the text, or of its end. */
    int place(int index) {
        return places == null ? offset + index : places[index];
    }

    /** The index in the log's bytes after the source of a byte of the text. */
    int end(int index) {
        return ends == null ? place(index + 1) : ends[index];
    }

    void hide(int from, int to, SpanList spanList) {
        if (to > from) {
            spanList.add(place(from), end(to - 1));
        }
    }

    /** The line as people see it, without {@link ControlSequences}. */
    DecodedLine shown() {
        byte[] kept = new byte[text.length];
        int[] begin = new int[text.length + 1];
        int[] end = new int[text.length];
        int length = 0;
        int i = 0;
        while (i < text.length) {
            int behind = ControlSequences.end(text, i);
            if (behind > i) {
                i = behind;
            } else {
                kept[length] = text[i];
                begin[length] = place(i);
                end[length++] = end(i++);
            }
        }
        begin[length] = place(text.length);
        return new DecodedLine(Arrays.copyOf(kept, length), offset, begin, end);
    }

    /** @param plain whether ASCII bytes always stand for themselves */
    static DecodedLine of(byte[] bytes, int from, int to, Charset charset, boolean plain) {
        boolean ascii = plain;
        for (int i = from; ascii && i < to; i++) {
            ascii = bytes[i] >= 0;
        }
        byte[] text = Arrays.copyOfRange(bytes, from, to);
        if (ascii) {
            return new DecodedLine(text, from, null, null);
        }
        return charset.equals(StandardCharsets.UTF_8)
                ? new DecodedLine(wellFormed(text), from, null, null)
                : decoded(bytes, from, to, charset);
    }

    /** Overwrites malformed UTF-8 byte by byte, since RE2/J does not check it. */
    static byte[] wellFormed(byte[] text) {
        int i = 0;
        while (i < text.length) {
            int lead = text[i] & 0xff;
            int more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
            boolean good = more >= 0 && i + more < text.length;
            for (int k = 1; good && k <= more; k++) {
                good = (text[i + k] & 0xc0) == 0x80;
            }
            if (good) {
                i += more + 1;
            } else {
                text[i++] = NOTHING;
            }
        }
        return text;
    }

    private static DecodedLine decoded(byte[] bytes, int from, int to, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.allocate(2);
        byte[] text = new byte[(to - from) * 2 + 4];
        int[] places = new int[text.length + 1];
        int length = 0;
        while (in.hasRemaining()) {
            int begin = in.position();
            // one character at a time; two Java chars if it does not fit one
            CoderResult result = decoder.decode(in, out.clear().limit(1), true);
            if (in.position() == begin && result.isOverflow() && out.position() == 0) {
                result = decoder.decode(in, out.limit(2), true);
            }
            boolean none = out.position() == 0;
            if (none && result.isError()) {
                in.position(begin + Math.max(1, Math.min(result.length(), in.remaining())));
            }
            byte[] one = none && (result.isError() || in.position() == begin)
                    ? new byte[] {NOTHING}
                    : out.flip().toString().getBytes(StandardCharsets.UTF_8);
            if (in.position() == begin) {
                in.position(begin + 1); // a decoder that makes no progress must not block
            }
            if (length + one.length > text.length) {
                text = Arrays.copyOf(text, text.length * 2 + one.length);
                places = Arrays.copyOf(places, text.length + 1);
            }
            for (byte b : one) {
                places[length] = begin;
                text[length++] = b;
            }
        }
        places[length] = to;
        return new DecodedLine(Arrays.copyOf(text, length), from, places, null);
    }
}
