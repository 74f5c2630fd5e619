package io.onetail.history;

import io.onetail.mask.Mask;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches the lines of a log's file backwards from an offset, in what the person may see: what a mask hides is not
 * found. A line is searched as a whole, whatever blocks it is read in, up to {@link #LONGEST_LINE}. A longer one is
 * searched in parts of that length, each as if it were a line; with a mask it is skipped, since masks need whole lines.
 * With a mask, a last line without a line feed before the start of the search is skipped too. For one thread.
 */
public final class LogSearch {
    /** Number of characters that are shown of a line found. */
    static final int SHOWN = 4 << 10;
    /** In bytes. A search takes at most a few times as much memory. */
    static final int LONGEST_LINE = 8 << 20;

    /** Overlap of the parts of a line that is too long, in bytes: at least the length of the longest text. */
    private static final int OVERLAP = 64 << 10;
    /** How much is masked at once, in bytes. */
    private static final int AT_ONCE = 64 << 10;
    /**
     * How long one call may search before it returns, so that the search can be ended: a regular expression may take
     * seconds for a block.
     */
    private static final long TURN_NANOS = 1_000_000_000L;

    private final LogFile file;
    private final LineQuery lineQuery;
    private final Charset charset;
    private final SearchScheduler.SearchWork work;
    private long place;
    private long found = Long.MAX_VALUE; // offset of the last match

    /** Bytes of the file, beginning at an offset. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record SearchBlock(long from, byte[] bytes, LineFeed lineFeed) {
        /** The index after the last line feed before an index, or 0. */
        int lineBegin(int before) {
            return lineFeed.lastEnd(bytes, 0, Math.max(0, before), from + before);
        }

        /**
         * The index of the first line that begins in the block with {@code lead} bytes before it, or at the file's
         * start; -1 for none.
         */
        int firstLine(int lead) {
            if (from == 0) {
                return 0;
            }
            for (int at = Math.max(1, lead); at < bytes.length; at++) {
                if (lineFeed.endsBefore(bytes, 0, at, from + at)) {
                    return at;
                }
            }
            return -1;
        }
    }

    /**
     * A line that contains the text.
     *
     * @param offset offset of the line's first byte in the file
     * @param match offset of the match's first byte in the file
     * @param text the beginning of the line, or, if the match is further on, the part of the line around it
     */
    public record SearchHit(long offset, long match, String text) {}

    /**
     * Makes a search; reads nothing yet.
     *
     * @param before offset in bytes at which the search begins, going backwards
     * @param work gives other searches their turns
     */
    public LogSearch(LogFile file, LineQuery lineQuery, Charset charset, long before, SearchScheduler.SearchWork work) {
        this.file = file;
        this.lineQuery = lineQuery;
        this.charset = file.lineFeed().charset(charset);
        this.work = work;
        this.place = before;
    }

    /** The offset down to which the file has been searched; 0 at the end of the search. */
    public long place() {
        return place;
    }

    /**
     * Searches a further block, or a part of one; blocks on the host.
     *
     * @param most number of lines found after which to stop
     * @return the lines found, the last one first
     */
    public List<SearchHit> next(@Nullable Mask mask, int most) throws LogException, InterruptedException {
        int lead = mask == null ? 0 : Mask.LINES_BEFORE;
        SearchBlock block = block(lead);
        int first = block.firstLine(lead);
        work.begin();
        try {
            return first < 0 ? part(block, mask) : lines(block, first, mask, most);
        } finally {
            work.end();
        }
    }

    private List<SearchHit> lines(SearchBlock block, int first, @Nullable Mask mask, int most)
            throws InterruptedException {
        int end = block.bytes.length;
        if (mask != null) {
            end = block.lineBegin(end); // the mask can't know how the last line continues
            hide(block, first, end, mask);
        }
        List<SearchHit> hits = new ArrayList<>();
        long begun = System.nanoTime();
        while (end > first) {
            int begin = block.lineBegin(end - block.lineFeed.length());
            look(block, begin, end, hits);
            end = begin;
            if (hits.size() >= most || System.nanoTime() - begun > TURN_NANOS) {
                break;
            }
            work.step();
        }
        place = block.from + end;
        return hits;
    }

    private void hide(SearchBlock block, int first, int end, Mask mask) throws InterruptedException {
        int to = end;
        while (to > first) {
            int begin = Math.max(first, block.lineBegin(Math.max(first, to - AT_ONCE)));
            int before = Math.max(0, begin - Mask.LINES_BEFORE);
            int key = mask.keyAfter(block.bytes, before, begin, block.lineFeed, block.from, Mask.NO_KEY);
            mask.hide(block.bytes, begin, to, block.lineFeed, block.from, key);
            to = begin;
            work.step();
        }
    }

    /**
     * Reads backwards from the current offset until a line begins in the block with {@code lead} bytes before it, or
     * the block is {@link #LONGEST_LINE} long.
     */
    private SearchBlock block(int lead) throws LogException, InterruptedException {
        SearchBlock block = new SearchBlock(place, new byte[0], file.lineFeed());
        do {
            long from = Math.max(0, block.from - file.block());
            byte[] earlier = file.read(from, (int) (block.from - from), null);
            byte[] bytes = Arrays.copyOf(earlier, earlier.length + block.bytes.length);
            System.arraycopy(block.bytes, 0, bytes, earlier.length, block.bytes.length);
            block = new SearchBlock(from, bytes, block.lineFeed);
        } while (block.firstLine(lead) < 0 && block.bytes.length < LONGEST_LINE);
        return block;
    }

    /** Searches a part of a line that is too long. */
    private List<SearchHit> part(SearchBlock block, @Nullable Mask mask) throws InterruptedException {
        List<SearchHit> hits = new ArrayList<>();
        if (mask == null) {
            look(block, 0, block.bytes.length, hits);
        }
        place = block.from + (mask == null ? OVERLAP : block.lineBegin(block.bytes.length - block.lineFeed.length()));
        return hits;
    }

    private void look(SearchBlock block, int begin, int end, List<SearchHit> hits) throws InterruptedException {
        String line = withoutEnd(new String(block.bytes, begin, end - begin, charset));
        int at = lineQuery.find(line, work);
        if (at >= 0) {
            long match = block.from + begin + length(block.bytes, begin, end, at);
            if (match < found) { // else it was found in the part after this one
                found = match;
                hits.add(new SearchHit(block.from + begin, match, shown(line, at)));
            }
        }
    }

    private static String withoutEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    /** The number of bytes that encode so many characters. */
    private int length(byte[] bytes, int begin, int end, int characters) {
        ByteBuffer in = ByteBuffer.wrap(bytes, begin, end - begin);
        charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(in, CharBuffer.allocate(characters), true);
        return in.position() - begin;
    }

    private static String shown(String line, int match) {
        int begin = match < SHOWN / 2 ? 0 : match - SHOWN / 4;
        int end = Math.min(line.length(), begin + SHOWN);
        return line.substring(edge(line, begin), edge(line, end));
    }

    /** The index, or the one before if it would split a surrogate pair. */
    private static int edge(String line, int at) {
        boolean within =
                at > 0 && at < line.length() && Character.isSurrogatePair(line.charAt(at - 1), line.charAt(at));
        return within ? at - 1 : at;
    }
}
