package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ZeroRuns;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a generation's bytes into chunks of whole lines. The beginning of a line is held back until the rest of it comes, a chunk is full,
 * or {@link #flush} is called. A long run of zero bytes ({@link ZeroRuns}) becomes a gap with that reason, whether the reader sent the
 * bytes or reported a hole. For one thread.
 */
final class Chunker {
    /** This many zero bytes at the end of the input may be the beginning of a hole. */
    private static final int MAY_BE_HOLE = 16;
    /** How many of a file's first bytes are examined to find its kind of line ends. */
    private static final int HEAD = 4096;

    private final long key;
    private LineFeed lineFeed;
    private byte[] held = new byte[1024];
    private int heldLength;
    private Position next; // of the first byte held, or to come
    private boolean inLine; // whether next is not at the beginning of a line
    private long zeros; // zero bytes that came after the held ones
    private boolean inHole; // whether a hole ends at next

    /** @param inLine whether {@code start} is not at the beginning of a line */
    Chunker(long key, LineFeed lineFeed, Position start, boolean inLine) {
        this.key = key;
        this.lineFeed = lineFeed;
        this.next = start;
        this.inLine = inLine;
    }

    /** Where the next chunk will start. */
    Position next() {
        return next;
    }

    /** The position after everything that was added. */
    Position received() {
        return next.plus(heldLength + zeros);
    }

    boolean holds() {
        return heldLength > 0 || zeros > 0;
    }

    /** Adds bytes; whole lines go to {@code out} at once. */
    void add(byte[] bytes, int offset, int length, List<LogEntry> out) {
        gather(bytes, offset, length, out);
        lines(out);
    }

    /** Adds bytes of which more follow at once: only full chunks go to {@code out}; {@link #lines} emits the rest. */
    void gather(byte[] bytes, int offset, int length, List<LogEntry> out) {
        int from = offset;
        int end = offset + length;
        if (received().offset() == 0) { // the file was empty at first
            lineFeed = LineFeed.of(Arrays.copyOfRange(bytes, from, from + Math.min(length, HEAD)), lineFeed);
        }
        if (zeros > 0) {
            from = ZeroRuns.end(bytes, from, end);
            zeros += from - offset;
            if (from == end) {
                return;
            }
            settle(out);
        }
        while (from < end) {
            int hole = ZeroRuns.begin(bytes, from, end);
            if (hole == end) {
                int last = ZeroRuns.runBegin(bytes, from, end);
                hole = end - last < MAY_BE_HOLE ? end : last;
            }
            hole += hole == end ? 0 : halfUnit(hole - from);
            text(bytes, from, hole, out);
            from = ZeroRuns.end(bytes, hole, end);
            zeros = (long) from - hole;
            if (from < end) {
                settle(out);
            }
        }
    }

    /** Adds zero bytes that the reader has not sent. */
    void hole(long length, List<LogEntry> out) {
        zeros += length;
        if (zeros < ZeroRuns.LEAST) {
            settle(out); // perhaps half of a line feed or of a letter
        }
    }

    /** How many zero bytes at a place belong to a line feed or a letter in UTF-16, and so not to a hole. */
    private int halfUnit(long behindReceived) {
        return lineFeed.halfUnit(received().offset() + behindReceived);
    }

    /** The run of zero bytes is over: makes it a hole, or part of a line. */
    private void settle(List<LogEntry> out) {
        long count = zeros;
        zeros = 0;
        int half = count > 0 ? halfUnit(count) : 0;
        if (count - half >= (inHole && heldLength == 0 ? 1 : ZeroRuns.LEAST)) {
            count -= half;
            if (heldLength > 0) {
                emitHeld(heldLength, out);
            }
            out.add(Mark.gap(next, next.plus(count), Mark.HOLE));
            next = next.plus(count);
            inLine = false;
            inHole = true;
            count = half;
        }
        if (count > 0) {
            text(new byte[(int) count], 0, (int) count, out);
        }
    }

    private void text(byte[] bytes, int offset, int textEnd, List<LogEntry> out) {
        int from = offset;
        int end = textEnd;
        while (from < end) {
            if (heldLength == 0 && end - from >= Chunk.MAX_PAYLOAD) {
                int cut = lastLineEnd(bytes, from, from + Chunk.MAX_PAYLOAD, next);
                int take = cut > from ? cut - from : Chunk.MAX_PAYLOAD;
                emit(bytes, from, take, out);
                from += take;
            } else {
                int take = Math.min(end - from, Chunk.MAX_PAYLOAD - heldLength);
                hold(bytes, from, take);
                from += take;
                if (heldLength == Chunk.MAX_PAYLOAD) {
                    int cut = lastLineEnd(held, 0, heldLength, next);
                    emitHeld(cut > 0 ? cut : heldLength, out);
                }
            }
        }
    }

    /** Emits the whole lines among what is held. */
    void lines(List<LogEntry> out) {
        int cut = lastLineEnd(held, 0, heldLength, next);
        if (cut > 0) {
            emitHeld(cut, out);
        }
    }

    /** Emits everything that is held, even if its line is not complete. */
    void flush(List<LogEntry> out) {
        settle(out);
        if (heldLength > 0) {
            emitHeld(heldLength, out);
        }
    }

    private void hold(byte[] bytes, int from, int length) {
        int needed = heldLength + length;
        if (needed > held.length) { // most logs are quiet and need little
            held = Arrays.copyOf(held, Math.min(Chunk.MAX_PAYLOAD, Math.max(needed, 2 * held.length)));
        }
        System.arraycopy(bytes, from, held, heldLength, length);
        heldLength = needed;
    }

    private void emitHeld(int length, List<LogEntry> out) {
        emit(held, 0, length, out);
        heldLength -= length;
        System.arraycopy(held, length, held, 0, heldLength);
    }

    private void emit(byte[] bytes, int offset, int length, List<LogEntry> out) {
        Chunk chunk = Chunk.of(key, next, inLine, lineFeed, bytes, offset, length);
        out.add(chunk);
        next = chunk.end();
        inLine = chunk.incomplete();
        inHole = false;
    }

    private int lastLineEnd(byte[] bytes, int from, int to, Position at) {
        return lineFeed.lastEnd(bytes, from, to, at.offset() + to - from);
    }
}
