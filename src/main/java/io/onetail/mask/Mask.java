package io.onetail.mask;

import io.onetail.protocol.LineFeed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Hides what some patterns find in a log's lines. Immutable and safe for any thread; equal only to itself, so that what was made by
 * it can be kept under its name. Takes time linear in the bytes, for each pattern.
 */
public final class Mask {
    /** How much must be known before and behind a piece, bytes: a line that goes on for longer is hidden from there. */
    public static final int REACH = 64 << 10;

    /** What stands in the place of what is hidden. */
    static final byte STAR = '*';

    private final List<MaskPattern> patterns;
    private final Charset charset;
    private final boolean plain;
    private final boolean singleControls;

    /** @param charset of the logs; files whose {@link LineFeed} says that they are in UTF-16 are read so nevertheless */
    public Mask(List<MaskPattern> patterns, Charset charset) {
        this.patterns = List.copyOf(patterns);
        this.charset = charset;
        this.plain = isPlain(charset);
        this.singleControls = new String(new byte[] {(byte) 0x9b}, charset).equals("\u009b");
    }

    /** Whether ASCII text is ASCII bytes, with no escape sequence that changes what they stand for. */
    private static boolean isPlain(Charset charset) {
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /**
     * Hides in whole lines of any charset but UTF-16.
     *
     * @param bytes are changed between the two places, which are a line's begin and end
     * @return whether something was hidden
     */
    public boolean hide(byte[] bytes, int from, int to) {
        if (LineFeed.of(charset) != LineFeed.BYTE) {
            return hide(bytes, from, to, LineFeed.of(charset), 0);
        }
        Spans spans = new Spans();
        for (MaskPattern pattern : patterns) {
            find(pattern.finder(), bytes, from, to, spans);
        }
        findShown(bytes, from, to, spans);
        spans.overwrite(bytes);
        return !spans.isEmpty();
    }

    /**
     * The same, however lines end.
     *
     * @param at where the array's first byte stands in the file; in UTF-16 that tells where units begin
     */
    public boolean hide(byte[] bytes, int from, int to, LineFeed lineFeed, long at) {
        return lineFeed == LineFeed.BYTE
                ? hide(bytes, from, to)
                : new WideMask(patterns, lineFeed, at).hide(bytes, from, to);
    }

    private void find(Finder finder, byte[] bytes, int from, int to, Spans spans) {
        int at = from;
        while (at < to) {
            int candidate = plain ? finder.candidate(bytes, at, to) : at;
            if (candidate < 0) {
                return;
            }
            int begin = lineBegin(bytes, at, candidate);
            int end = lineEnd(bytes, candidate, to);
            finder.find(Line.of(bytes, begin, end, charset, plain), spans);
            at = end + 1;
        }
    }

    /** Looks once more at the lines with control sequences, as people see them. */
    private void findShown(byte[] bytes, int from, int to, Spans spans) {
        int at = Sequences.find(bytes, from, to, singleControls);
        while (at >= 0) {
            int end = lineEnd(bytes, at, to);
            Line line = Line.of(bytes, lineBegin(bytes, from, at), end, charset, plain)
                    .shown();
            for (MaskPattern pattern : patterns) {
                if (pattern.finder().candidate(line.text(), 0, line.text().length) >= 0) {
                    pattern.finder().find(line, spans);
                }
            }
            at = Sequences.find(bytes, end, to, singleControls);
        }
    }

    /**
     * Hides in a piece of a log whose surroundings are at hand. Lines that begin before it or end behind it are looked at as a whole; where that
     * can't be done, their part is hidden.
     *
     * @param bytes the piece with what stands before and behind it; changed
     * @param begins whether the bytes begin with a line
     * @param ends whether the bytes end with a line, if not by a line feed
     */
    public void hidePiece(byte[] bytes, int from, int to, boolean begins, boolean ends) {
        hidePiece(bytes, from, to, begins, ends, LineFeed.of(charset), 0);
    }

    /** The same, however lines end; {@code at} as for {@link #hide(byte[], int, int, LineFeed, long)}. */
    public void hidePiece(byte[] bytes, int from, int to, boolean begins, boolean ends, LineFeed lineFeed, long at) {
        if (lineFeed != LineFeed.BYTE) {
            new WideMask(patterns, lineFeed, at).hidePiece(bytes, from, to, begins, ends);
            return;
        }
        int begin = lineBegin(bytes, 0, from);
        int first = from; // of the first line whose begin is known
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
            hide(bytes, begin, end);
        }
    }

    /** Behind the last line feed before a place. */
    private static int lineBegin(byte[] bytes, int from, int place) {
        int at = place;
        while (at > from && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** The first line feed at or behind a place. */
    private static int lineEnd(byte[] bytes, int place, int to) {
        int at = place;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
