package io.onetail.mask;

import io.onetail.protocol.LineFeed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Hides what patterns find in a log's lines. Immutable and safe for any thread. Equal only to itself, so that it can be
 * the key of results that are kept. For each pattern, takes time linear in the bytes.
 */
public final class Mask {
    /** How much of a line is needed before and after a piece, in bytes: of a longer line, the piece is hidden. */
    public static final int REACH = 64 << 10;

    /** How much is needed before whole lines, in bytes: a private key may have begun there. */
    public static final int LINES_BEFORE = PrivateKeyFinder.LONGEST + 128;
    /** How much is needed before a piece, in bytes. */
    public static final int BEFORE = REACH + 1 + LINES_BEFORE;
    /** No private key has begun earlier. */
    public static final int NO_KEY = PrivateKeyFinder.NONE;
    /** It is not known whether a private key has begun earlier. */
    public static final int UNKNOWN_KEY = PrivateKeyFinder.UNKNOWN;

    /** Replaces each hidden byte. */
    static final byte STAR = '*';

    /** First bytes of control sequences and escapes, by value. */
    private static final boolean[] WRITTEN = new boolean[256];

    static {
        for (int b : new int[] {0x1b, 0xc2, '%', '\\', '&'}) {
            WRITTEN[b] = true;
        }
        Arrays.fill(WRITTEN, 0x90, 0xa0, true);
    }

    private final List<MaskPattern> patterns;
    private final Charset charset;
    private final boolean plain;
    private final boolean singleControls;
    private final boolean keys;

    /** @param charset charset of the logs; ignored for files whose {@link LineFeed} says that they are in UTF-16 */
    public Mask(List<MaskPattern> patterns, Charset charset) {
        this.patterns = List.copyOf(patterns);
        this.charset = charset;
        this.plain = isPlain(charset);
        this.keys = patterns.stream().anyMatch(MaskPattern::hidesKeys);
        this.singleControls = new String(new byte[] {(byte) 0x9b}, charset).equals("\u009b");
    }

    /** Whether ASCII bytes stand for themselves, without escape sequences that change their meaning. */
    private static boolean isPlain(Charset charset) {
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /**
     * How many bytes before the end of some lines a private key has begun, or {@link #NO_KEY} or {@link #UNKNOWN_KEY}.
     *
     * @param at offset of the array's first byte in the file
     * @param key the same for the beginning of the lines
     */
    public int keyAfter(byte[] bytes, int from, int to, LineFeed lineFeed, long at, int key) {
        if (!keys) {
            return NO_KEY;
        }
        return lineFeed == LineFeed.BYTE
                ? PrivateKeyFinder.age(bytes, from, to, key)
                : new Utf16Mask(patterns, lineFeed, at).keyAfter(bytes, from, to, key);
    }

    /** Hides in whole lines at the start of a file without a byte order mark. */
    public boolean hide(byte[] bytes, int from, int to) {
        return hide(bytes, from, to, LineFeed.of(charset), 0, NO_KEY);
    }

    /**
     * Hides in whole lines.
     *
     * @param bytes changed between the two indexes, which must be the beginning of a line and the end of one
     * @param at offset of the array's first byte in the file, which determines where units of UTF-16 begin
     * @param key how many bytes earlier a private key has begun, see {@link #keyAfter}
     * @return whether something was hidden
     */
    public boolean hide(byte[] bytes, int from, int to, LineFeed lineFeed, long at, int key) {
        return lineFeed == LineFeed.BYTE
                ? hide(bytes, from, to, key)
                : new Utf16Mask(patterns, lineFeed, at).hide(bytes, from, to, keys ? key : null);
    }

    /** For all charsets except UTF-16. */
    boolean hide(byte[] bytes, int from, int to, int key) {
        SpanList spanList = new SpanList();
        if (keys) {
            PrivateKeyFinder.find(bytes, from, to, key, spanList);
        }
        for (MaskPattern pattern : patterns) {
            find(pattern.finder(), bytes, from, to, spanList);
        }
        findShown(bytes, from, to, spanList);
        spanList.overwrite(bytes);
        return !spanList.isEmpty();
    }

    private void find(SpanFinder finder, byte[] bytes, int from, int to, SpanList spanList) {
        int at = from;
        while (at < to) {
            int candidate = plain ? finder.candidate(bytes, at, to) : at;
            if (candidate < 0) {
                return;
            }
            int begin = lineBegin(bytes, at, candidate);
            int end = lineEnd(bytes, candidate, to);
            finder.find(DecodedLine.of(bytes, begin, end, charset, plain), spanList);
            at = end + 1;
        }
    }

    /** Examines lines with control sequences or escapes once more, as their readers see them. */
    private void findShown(byte[] bytes, int from, int to, SpanList spanList) {
        int at = from;
        while (at < to) {
            int candidate = plain ? written(bytes, at, to) : at;
            if (candidate < 0) {
                return;
            }
            int end = lineEnd(bytes, candidate, to);
            DecodedLine line = DecodedLine.of(bytes, lineBegin(bytes, at, candidate), end, charset, plain);
            findShown(patterns, line, spanList);
            at = end + 1;
        }
    }

    /** Examines a line without control sequences, and each level of its escapes with and without them. */
    static void findShown(List<MaskPattern> patterns, DecodedLine line, SpanList spanList) {
        findWithoutSequences(patterns, line, spanList);
        for (DecodedLine level : EscapeDecoder.levels(line)) {
            find(patterns, level, spanList);
            findWithoutSequences(patterns, level, spanList);
        }
    }

    private static void findWithoutSequences(List<MaskPattern> patterns, DecodedLine line, SpanList spanList) {
        if (ControlSequences.find(line.text(), 0, line.text().length, false) >= 0) {
            find(patterns, line.shown(), spanList);
        }
    }

    /** The first index at which a control sequence or an escape begins, or -1. */
    private int written(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (WRITTEN[bytes[i] & 0xff]
                    && (ControlSequences.begins(bytes, i, to, singleControls) || EscapeDecoder.begins(bytes, i, to))) {
                return i;
            }
        }
        return -1;
    }

    static void find(List<MaskPattern> patterns, DecodedLine line, SpanList spanList) {
        for (MaskPattern pattern : patterns) {
            if (pattern.finder().candidate(line.text(), 0, line.text().length) >= 0) {
                pattern.finder().find(line, spanList);
            }
        }
    }

    /** As below, if the bytes include {@link #BEFORE} bytes before the piece, or begin with the file. */
    public void hidePiece(byte[] bytes, int from, int to, boolean begins, boolean ends, LineFeed lineFeed, long at) {
        hidePiece(bytes, from, to, begins, ends, lineFeed, at, NO_KEY);
    }

    /**
     * Hides in a piece of a log, given the bytes around it. Lines that begin before the piece or end after it are
     * examined as a whole; where that is not possible, their part in the piece is hidden.
     *
     * @param bytes the piece with the bytes before and after it; changed
     * @param begins whether the bytes begin with the beginning of a line
     * @param ends whether the bytes end with the end of a line even without a line feed
     * @param at offset of the array's first byte in the file
     * @param key how many bytes before the array a private key has begun, see {@link #keyAfter}
     */
    public void hidePiece(
            byte[] bytes, int from, int to, boolean begins, boolean ends, LineFeed lineFeed, long at, int key) {
        if (lineFeed != LineFeed.BYTE) {
            new Utf16Mask(patterns, lineFeed, at).hidePiece(bytes, from, to, begins, ends, keys ? key : null);
            return;
        }
        int begin = lineBegin(bytes, 0, from);
        int first = from; // the first line whose beginning is known
        if ((begin == 0 && !begins) || from - begin > REACH) {
            first = Math.min(to, lineEnd(bytes, from, to) + 1);
            Arrays.fill(bytes, from, first > from && bytes[first - 1] == '\n' ? first - 1 : first, STAR);
            begin = first;
        }
        int end = to == 0 || bytes[to - 1] == '\n' ? to : lineEnd(bytes, to, bytes.length);
        if ((end == bytes.length && bytes[end - 1] != '\n' && !ends) || end - to > REACH) {
            int last = lineBegin(bytes, first, to);
            Arrays.fill(bytes, last, to, STAR);
            end = last;
        }
        if (begin < end) {
            hide(bytes, begin, end, keys ? PrivateKeyFinder.age(bytes, 0, begin, key) : NO_KEY);
        }
    }

    /** The index after the last line feed before a place. */
    private static int lineBegin(byte[] bytes, int from, int place) {
        int at = place;
        while (at > from && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** The index of the first line feed at or after a place. */
    private static int lineEnd(byte[] bytes, int place, int to) {
        int at = place;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
