package io.onetail.history;

import io.onetail.mask.Mask;
import io.onetail.protocol.LogException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a text in the lines of a log's file, from a place backwards, in what the person may see of them: what a mask hides is not
 * found. A line longer than 64 KiB is looked at in pieces. For one thread.
 */
public final class Search {
    /** Of a line that is found so much is shown, bytes. */
    static final int SHOWN = 4 << 10;

    private static final int PIECE = 64 << 10;
    /** After so long it says how far it is, so that it can be ended: a regular expression may take seconds for a block. */
    private static final long TURN_NANOS = 1_000_000_000L;

    private final LogFile file;
    private final Sought sought;
    private final Charset charset;
    private long place;

    /**
     * A line that holds the text.
     *
     * @param offset of its first byte
     * @param text its begin
     */
    public record Hit(long offset, String text) {}

    /** @param before where to begin, in bytes; what is from there on is not looked at */
    public Search(LogFile file, Sought sought, Charset charset, long before) {
        this.file = file;
        this.sought = sought;
        this.charset = charset;
        this.place = before;
    }

    /** Everything from here to where it began has been looked at. 0 if there is nothing more. */
    public long place() {
        return place;
    }

    /**
     * Looks through a further block, or a part of one; blocks on the host.
     *
     * @param most stops after so many
     * @return the lines that were found, the last one first
     */
    public List<Hit> next(@Nullable Mask mask, int most) throws LogException, InterruptedException {
        long from = Math.max(0, place - file.block());
        byte[] bytes = file.read(from, (int) (place - from), mask);
        int first = from == 0 ? 0 : lineEnd(bytes); // what is before it belongs to the next block
        if (first == bytes.length) {
            first = 0;
        }
        List<Hit> hits = new ArrayList<>();
        int end = bytes.length;
        long begun = System.nanoTime();
        while (end > first && hits.size() < most && System.nanoTime() - begun < TURN_NANOS) {
            int begin = lineBegin(bytes, first, end);
            if (sought.in(text(bytes, begin, end))) {
                hits.add(new Hit(from + begin, text(bytes, begin, Math.min(end, begin + SHOWN))));
            }
            end = begin;
        }
        place = from + end;
        return hits;
    }

    private String text(byte[] bytes, int begin, int end) {
        int to = end;
        while (to > begin && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
            to--;
        }
        return new String(bytes, begin, to - begin, charset);
    }

    /** Behind the first line feed. */
    private static int lineEnd(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    /** Where the line that ends at {@code end}, with or without its line feed, begins, or its last piece does. */
    private static int lineBegin(byte[] bytes, int first, int end) {
        int at = end - 1;
        while (at > first && bytes[at - 1] != '\n' && end - at < PIECE) {
            at--;
        }
        return at;
    }
}
