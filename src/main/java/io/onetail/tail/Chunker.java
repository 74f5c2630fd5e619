package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.Position;
import java.util.List;

/**
 * Cuts a generation's bytes into chunks of whole lines. The begin of a line is held back until its rest comes, a chunk
 * is full, or {@link #flush} is called. For one thread.
 */
final class Chunker {
    private final long key;
    private final byte[] held = new byte[Chunk.MAX_PAYLOAD];
    private int heldLength;
    private Position next; // of the first byte held, or to come
    private boolean inLine; // whether the byte before next is not a line feed

    /** @param inLine whether the byte before {@code start} belongs to a line that is not complete */
    Chunker(long key, Position start, boolean inLine) {
        this.key = key;
        this.next = start;
        this.inLine = inLine;
    }

    /** Where the next chunk will start. */
    Position next() {
        return next;
    }

    /** Where the next byte will be: behind all that was added. */
    Position received() {
        return next.plus(heldLength);
    }

    boolean holds() {
        return heldLength > 0;
    }

    boolean inLine() {
        return inLine;
    }

    /** Adds bytes; chunks that are ready go to {@code out}. */
    void add(byte[] bytes, int offset, int length, List<Entry> out) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (heldLength > 0) {
                from = fillHeld(bytes, from, end, out);
            } else {
                int window = Math.min(end - from, Chunk.MAX_PAYLOAD);
                int cut = lastLineEnd(bytes, from, from + window);
                if (cut > from) {
                    emit(bytes, from, cut - from, out);
                    from = cut;
                } else if (window == Chunk.MAX_PAYLOAD) {
                    emit(bytes, from, window, out);
                    from += window;
                } else {
                    System.arraycopy(bytes, from, held, 0, window);
                    heldLength = window;
                    from = end;
                }
            }
        }
    }

    /** Emits what is held although its line is not complete. */
    void flush(List<Entry> out) {
        if (heldLength > 0) {
            int length = heldLength;
            heldLength = 0;
            emit(held, 0, length, out);
        }
    }

    private int fillHeld(byte[] bytes, int from, int end, List<Entry> out) {
        int window = Math.min(end - from, held.length - heldLength);
        int cut = lastLineEnd(bytes, from, from + window);
        int take = cut > from ? cut - from : window;
        System.arraycopy(bytes, from, held, heldLength, take);
        heldLength += take;
        if (cut > from || heldLength == held.length) {
            flush(out);
        }
        return from + take;
    }

    private void emit(byte[] bytes, int offset, int length, List<Entry> out) {
        out.add(Chunk.of(key, next, inLine, bytes, offset, length));
        next = next.plus(length);
        inLine = bytes[offset + length - 1] != '\n';
    }

    private static int lastLineEnd(byte[] bytes, int from, int end) {
        for (int i = end; i > from; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return from;
    }
}
