package io.onetail.protocol;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of line feeds in a log's bytes: the byte 10. In UTF-16 that byte is also half of many other characters,
 * and is a line feed only in a unit of two bytes at an even offset of the file.
 */
public enum LineFeed {
    /** Every charset except UTF-16. */
    BYTE(1, 0, '\n', 0),
    UTF_16LE(2, 4, '\n', 0),
    UTF_16BE(2, 8, 0, '\n');

    private static final int BITS = 12;
    /** Number of bytes from which UTF-16 is recognised without a byte order mark. */
    private static final int ENOUGH = 16;

    private static final int FEW = 20;

    private final int length;
    private final int flags;
    private final int first;
    private final int second;

    LineFeed(int length, int flags, int first, int second) {
        this.length = length;
        this.flags = flags;
        this.first = first;
        this.second = second;
    }

    /** For a log in this charset, unless the first bytes of its file say otherwise. */
    public static LineFeed of(Charset charset) {
        return switch (charset.name()) {
            case "UTF-16LE", "x-UTF-16LE-BOM" -> UTF_16LE;
            case "UTF-16BE", "UTF-16" -> UTF_16BE; // as in Java
            default -> BYTE;
        };
    }

    /** For a file that begins with these bytes. */
    public static LineFeed of(byte[] head, Charset charset) {
        return of(head, of(charset));
    }

    /**
     * For a file that begins with these bytes. A byte order mark overrides the setting, and so do zero bytes in most
     * units of the text, which occur in UTF-16 only.
     */
    public static LineFeed of(byte[] head, LineFeed setting) {
        if (head.length >= 2 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xfe) {
            return UTF_16LE;
        }
        if (head.length >= 2 && (head[0] & 0xff) == 0xfe && (head[1] & 0xff) == 0xff) {
            return UTF_16BE;
        }
        int[] zeros = new int[2]; // at even indexes, at odd ones
        for (int i = 0; i < head.length; i++) {
            zeros[i & 1] += head[i] == 0 ? 1 : 0;
        }
        int most = head.length < ENOUGH ? Integer.MAX_VALUE : head.length / 4; // half of the units
        if (zeros[1] > most && zeros[0] < zeros[1] / FEW) {
            return UTF_16LE;
        }
        return zeros[0] > most && zeros[1] < zeros[0] / FEW ? UTF_16BE : setting;
    }

    static LineFeed ofFlags(int flags) {
        return switch (flags & BITS) {
            case 4 -> UTF_16LE;
            case 8 -> UTF_16BE;
            default -> BYTE;
        };
    }

    int flags() {
        return flags;
    }

    /** Length of a line feed, and of each unit of the text, in bytes. */
    public int length() {
        return length;
    }

    /**
     * How many bytes before an offset belong to the same unit as the byte after it: 1 in the middle of a unit of
     * UTF-16, else 0.
     */
    public int halfUnit(long offset) {
        return (int) (offset % length);
    }

    /** The log's charset: UTF-16 if this says so, else that of the setting. */
    public Charset charset(Charset setting) {
        return switch (this) {
            case BYTE -> setting;
            case UTF_16LE -> StandardCharsets.UTF_16LE;
            case UTF_16BE -> StandardCharsets.UTF_16BE;
        };
    }

    /**
     * Whether a line feed ends directly before a place.
     *
     * @param from index of the first byte that counts
     * @param place index in the array
     * @param offset offset of that place in the file
     */
    public boolean endsBefore(byte[] bytes, int from, int place, long offset) {
        if (length == 1) {
            return place > from && bytes[place - 1] == first;
        }
        return (offset & 1) == 0 && place - from >= 2 && bytes[place - 2] == first && bytes[place - 1] == second;
    }

    /**
     * The last index in a range that follows a line feed, or {@code from} if there is none; {@code offset} is the
     * offset of {@code to} in the file.
     */
    public int lastEnd(byte[] bytes, int from, int to, long offset) {
        for (int place = to; place > from; place--) {
            if (endsBefore(bytes, from, place, offset - (to - place))) {
                return place;
            }
        }
        return from;
    }
}
