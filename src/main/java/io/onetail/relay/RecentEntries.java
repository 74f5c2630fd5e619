package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest entries of a log, a chain without holes. Not safe for several threads; guarded by its channel. */
final class RecentEntries {
    private static final int JOINED = 8;

    private LogEntry[] ring = new LogEntry[16];
    private int first;
    private int size;
    private long bytes;
    /** The chunks joined last: views are at few positions, and those at the same one ask shortly after each other. */
    private final @Nullable Chunk[] joined = new @Nullable Chunk[JOINED];

    private int nextJoined;

    long bytes() {
        return bytes;
    }

    LogEntry at(int index) {
        return ring[(first + index) & (ring.length - 1)];
    }

    void add(LogEntry entry) {
        if (size == ring.length) {
            LogEntry[] larger = new LogEntry[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = at(i);
            }
            ring = larger;
            first = 0;
        }
        ring[(first + size) & (ring.length - 1)] = entry;
        size++;
        bytes += cost(entry);
    }

    /** Drops the oldest entries until at most {@code most} bytes are left, but never the newest. */
    void trim(long most) {
        while (bytes > most && size > 1) {
            bytes -= cost(at(0));
            ring[first] = null;
            first = (first + 1) & (ring.length - 1);
            size--;
        }
    }

    void clear() {
        ring = new LogEntry[16];
        first = 0;
        size = 0;
        bytes = 0;
        Arrays.fill(joined, null);
    }

    /** Index of the first entry that ends after the position; {@link #size} if there is none. */
    int after(Position position) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).end().compareTo(position) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Where the last lines begin, as far as they are kept.
     *
     * @param missing number of lines whose beginning is missing before {@code start}
     * @param bare whether no line begins at {@code start}, so that a line feed directly before it does not count
     */
    record LastLines(Position start, int missing, boolean bare) {}

    /** Counts lines backwards from the log's end. */
    LastLines lastLines(int lines, Position end) {
        Position at = end;
        int left = lines;
        boolean last = true; // nothing of a line follows
        for (int i = size; i > 0 && left > 0; i--) {
            LogEntry entry = at(i - 1);
            if (entry instanceof Chunk chunk) {
                // a line feed begins a line unless nothing follows
                int ends = last && !chunk.incomplete() ? 1 : 0;
                int begins = chunk.lineFeeds() - ends;
                if (begins >= left) {
                    return new LastLines(chunk.lineStart(left + ends), 0, false);
                }
                left -= begins;
                last = false;
            } else {
                Mark mark = (Mark) entry;
                if (mark.kind() == Mark.MarkKind.GAP && !mark.isHole()) {
                    return new LastLines(mark.end(), left, last);
                }
                left -= last ? 0 : 1; // a generation begins a line, and so does what follows a hole
                last = true;
                if (left == 0) {
                    return new LastLines(mark.end(), 0, false);
                }
            }
            at = entry.start();
        }
        return new LastLines(at, left, last);
    }

    /**
     * What a view at {@code from} gets next, or null if there is nothing yet; {@code end} is the end of the log, if
     * known.
     */
    @Nullable
    NextStep read(Position from, @Nullable Position end) {
        int index = after(from);
        if (index == size) {
            return size == 0 && end != null && from.compareTo(end) < 0 ? new NextStep.LagRecovery(end, end) : null;
        }
        LogEntry entry = read(index);
        int order = entry.start().compareTo(from);
        if (order > 0) {
            return new NextStep.LagRecovery(entry.start(), at(size / 2).start());
        }
        return new NextStep.EntryStep(order < 0 ? entry.from(from) : entry);
    }

    /**
     * The entry at an index. A small chunk is joined with those that follow, as far as they fit into a frame, so that a
     * view that lags catches up with few sends.
     */
    LogEntry read(int index) {
        LogEntry entry = at(index);
        if (!(entry instanceof Chunk chunk) || index + 1 == size || !(at(index + 1) instanceof Chunk)) {
            return entry;
        }
        int length = chunk.length();
        int end = index + 1;
        while (end < size && at(end) instanceof Chunk next && length + next.length() <= Chunk.MAX_PAYLOAD) {
            length += next.length();
            end++;
        }
        if (end == index + 1) {
            return chunk;
        }
        for (Chunk known : joined) {
            if (known != null && known.length() == length && known.start().equals(chunk.start())) {
                return known;
            }
        }
        List<Chunk> parts = new ArrayList<>(end - index);
        for (int i = index; i < end; i++) {
            parts.add((Chunk) at(i));
        }
        Chunk made = Chunk.join(parts);
        joined[nextJoined] = made;
        nextJoined = (nextJoined + 1) % JOINED;
        return made;
    }

    /** What a mask needs to show the chunk at a position, and possibly some after it; null if there is no chunk. */
    @Nullable
    MaskedChunks masked(Position position) {
        int index = after(position);
        if (index == size
                || !(at(index) instanceof Chunk chunk)
                || chunk.start().compareTo(position) > 0) {
            return null;
        }
        if (chunk.continues() || chunk.incomplete()) {
            return piece(index, chunk);
        }
        List<Chunk> parts = new ArrayList<>();
        int length = 0;
        for (int i = index; i < size && at(i) instanceof Chunk part; i++) {
            length += part.length();
            if (length > Chunk.MAX_PAYLOAD || part.continues() || part.incomplete()) {
                break;
            }
            parts.add(part);
        }
        return new MaskedChunks.WholeLines(parts, earlierChunks(index));
    }

    private MaskedChunks.LinePiece piece(int index, Chunk chunk) {
        int first = index; // the first chunk with the beginning of the line
        int before = 0;
        boolean begins = !chunk.continues();
        while (!begins && first > 0 && before <= Mask.REACH && at(first - 1) instanceof Chunk earlier) {
            first--;
            before += earlier.length();
            begins = earlier.lineFeeds() > 0 || !earlier.continues();
        }
        int last = index;
        int after = 0;
        boolean ends = !chunk.incomplete();
        while (!ends && last + 1 < size && after <= Mask.REACH && at(last + 1) instanceof Chunk later) {
            last++;
            after += later.length();
            ends = later.lineFeeds() > 0;
        }
        boolean open = !ends && last + 1 == size && after <= Mask.REACH;
        // the beginning of another file ends the line
        ends |= !open
                && last + 1 < size
                && at(last + 1) instanceof Mark mark
                && mark.kind() == Mark.MarkKind.GENERATION;
        return new MaskedChunks.LinePiece(
                chunk, earlierChunks(first), bytes(first, index), begins, bytes(index + 1, last + 1), ends, open);
    }

    private MaskedChunks.EarlierChunks earlierChunks(int index) {
        int first = index;
        int length = 0;
        while (first > 0 && length < Mask.LINES_BEFORE && at(first - 1) instanceof Chunk earlier) {
            first--;
            length += earlier.length();
        }
        List<Chunk> chunks = new ArrayList<>(index - first);
        for (int i = first; i < index; i++) {
            chunks.add((Chunk) at(i));
        }
        boolean all = length >= Mask.LINES_BEFORE || at(first).start().offset() == 0;
        return new MaskedChunks.EarlierChunks(chunks, all);
    }

    private byte[] bytes(int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            Chunk chunk = (Chunk) at(i);
            bytes.write(chunk.frame(), Chunk.HEADER, chunk.length());
        }
        return bytes.toByteArray();
    }

    /** The approximate size of an entry in memory, in bytes: its frame and the objects around it. */
    private static long cost(LogEntry entry) {
        return 96L + (entry instanceof Chunk chunk ? chunk.frame().length : 0);
    }
}
