package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.Position;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a generation's bytes into chunks of whole lines. The begin of a line is held back until its rest comes, a chunk
 * is full, or {@link #flush} is called. For one thread.
 */
final class Chunker {
    private final long key;
    private byte[] held = new byte[1024];
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

    /** Adds bytes; whole lines go to {@code out} at once. */
    void add(byte[] bytes, int offset, int length, List<Entry> out) {
        gather(bytes, offset, length, out);
        lines(out);
    }

    /** Adds bytes that others follow at once: only full chunks go to {@code out}, and the rest by {@link #lines}. */
    void gather(byte[] bytes, int offset, int length, List<Entry> out) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (heldLength == 0 && end - from >= Chunk.MAX_PAYLOAD) {
                int cut = lastLineEnd(bytes, from, from + Chunk.MAX_PAYLOAD);
                int take = cut > from ? cut - from : Chunk.MAX_PAYLOAD;
                emit(bytes, from, take, out);
                from += take;
            } else {
                int take = Math.min(end - from, Chunk.MAX_PAYLOAD - heldLength);
                hold(bytes, from, take);
                from += take;
                if (heldLength == Chunk.MAX_PAYLOAD) {
                    int cut = lastLineEnd(held, 0, heldLength);
                    emitHeld(cut > 0 ? cut : heldLength, out);
                }
            }
        }
    }

    /** Emits the whole lines that are held. */
    void lines(List<Entry> out) {
        int cut = lastLineEnd(held, 0, heldLength);
        if (cut > 0) {
            emitHeld(cut, out);
        }
    }

    /** Emits what is held although its line is not complete. */
    void flush(List<Entry> out) {
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

    private void emitHeld(int length, List<Entry> out) {
        emit(held, 0, length, out);
        heldLength -= length;
        System.arraycopy(held, length, held, 0, heldLength);
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
