package io.onetail.mask;

import io.onetail.protocol.LineFeed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hides in UTF-16, as {@link Mask} does in other charsets. Half a unit at the edge of a range belongs to the line of
 * its other half. For one thread.
 */
final class Utf16Mask {
    private final List<MaskPattern> patterns;
    private final LineFeed lineFeed;
    private final Charset charset;
    private final long at;

    /** @param at offset of the array's first byte in the file */
    Utf16Mask(List<MaskPattern> patterns, LineFeed lineFeed, long at) {
        this.patterns = patterns;
        this.lineFeed = lineFeed;
        this.charset = lineFeed.charset(StandardCharsets.UTF_8);
        this.at = at;
    }

    /** @param key as for {@link Mask#hide}; null if keys are not hidden */
    boolean hide(byte[] bytes, int from, int to, @Nullable Integer key) {
        SpanList spanList = new SpanList();
        if (key != null) {
            SpanList narrow = new SpanList();
            PrivateKeyFinder.find(narrow(bytes, from, to), 0, (to - aligned(from)) / 2, key, narrow);
            narrow.forEach((first, last) -> spanList.add(aligned(from) + 2 * first, aligned(from) + 2 * last));
        }
        int begin = from;
        while (begin < to) {
            int end = lineEnd(bytes, begin, to);
            DecodedLine line = DecodedLine.of(bytes, Math.min(end, aligned(begin)), end, charset, false);
            Mask.find(patterns, line, spanList);
            Mask.findShown(patterns, line, spanList);
            begin = end;
        }
        spanList.forEach((first, last) -> star(bytes, first, last));
        return !spanList.isEmpty();
    }

    void hidePiece(byte[] bytes, int from, int to, boolean begins, boolean ends, @Nullable Integer key) {
        int begin = lineFeed.lastEnd(bytes, 0, from, at + from);
        int first = from; // the first line whose beginning is known
        if ((begin == 0 && !begins) || from - begin > Mask.REACH) {
            first = lineEnd(bytes, from, to);
            star(bytes, from, lineFeed.endsBefore(bytes, from, first, at + first) ? first - 2 : first);
            begin = first;
        }
        int end = lineFeed.endsBefore(bytes, 0, to, at + to) ? to : lineEnd(bytes, to, bytes.length);
        boolean complete = lineFeed.endsBefore(bytes, 0, end, at + end);
        if ((end == bytes.length && !complete && !ends) || end - to > Mask.REACH) {
            int last = Math.max(first, lineFeed.lastEnd(bytes, first, to, at + to));
            star(bytes, last, to);
            end = last;
        }
        if (begin < end) {
            hide(bytes, begin, end, key == null ? null : (Integer) keyAfter(bytes, 0, begin, key));
        }
    }

    /** As {@link Mask#keyAfter}, but counted in units of two bytes. */
    int keyAfter(byte[] bytes, int from, int to, int key) {
        return from + 1 >= to ? key : PrivateKeyFinder.age(narrow(bytes, from, to), 0, (to - aligned(from)) / 2, key);
    }

    /** ASCII units as bytes, and a question mark for each other unit. */
    private byte[] narrow(byte[] bytes, int from, int to) {
        int begin = aligned(from);
        byte[] narrow = new byte[Math.max(0, (to - begin) / 2)];
        int low = lineFeed == LineFeed.UTF_16LE ? 0 : 1;
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = bytes[begin + 2 * i + 1 - low] == 0 ? bytes[begin + 2 * i + low] : (byte) '?';
        }
        return narrow;
    }

    /** The index after the first line feed that ends after a place, or {@code to}. */
    private int lineEnd(byte[] bytes, int place, int to) {
        int end = place + 1;
        while (end <= to && !lineFeed.endsBefore(bytes, 0, end, at + end)) {
            end++;
        }
        return Math.min(end, to);
    }

    private int aligned(int place) {
        return place + (int) ((at + place) & 1);
    }

    private void star(byte[] bytes, int from, int to) {
        byte[] unit = String.valueOf((char) Mask.STAR).getBytes(charset);
        for (int i = from; i < to; i++) {
            bytes[i] = unit[(int) ((at + i) & 1)];
        }
    }
}
