package io.onetail.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive bytes of one generation in their final wire form, a 32-byte header and the log's bytes as they are in the
 * file; the protocol document describes the header. Immutable; an array passed to {@link #wrap} must not be changed
 * afterwards.
 */
public final class Chunk implements LogEntry {
    /** Length of the header in bytes. */
    public static final int HEADER = 32;
    /** Maximum length of a frame in bytes, with the header. */
    public static final int MAX_FRAME = 64 * 1024;
    /** Maximum number of log bytes in a chunk. */
    public static final int MAX_PAYLOAD = MAX_FRAME - HEADER;
    /** Flag: the first line continues the last one of the previous chunk. */
    public static final int CONTINUES = 1;
    /** Flag: the last line is not complete. */
    public static final int INCOMPLETE = 2;

    private static final byte VERSION = 1;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private final byte[] frame;
    private final Position start;

    /** The variant made last; volatile, because it is read without the lock. */
    private volatile @Nullable ChunkVariant variant;

    private record ChunkVariant(Object key, Chunk chunk) {}

    private Chunk(byte[] frame) {
        this.frame = frame;
        ByteBuffer header = ByteBuffer.wrap(frame);
        this.start = new Position(header.getLong(16), header.getLong(24));
    }

    /** Whether a message is a chunk, by its first byte; anything else on a log's channel is JSON. */
    static boolean isChunk(byte[] message) {
        return message.length > 0 && message[0] == VERSION;
    }

    /**
     * Makes a chunk from a received frame, which is not copied.
     *
     * @throws IllegalArgumentException if it is not a chunk of version 1
     */
    public static Chunk wrap(byte[] frame) {
        if (frame.length <= HEADER
                || frame.length > MAX_FRAME
                || frame[0] != VERSION
                || frame[3] != HEADER
                || frame[2] != 0) {
            throw new IllegalArgumentException("not a chunk of version 1: " + frame.length + " bytes");
        }
        return new Chunk(frame);
    }

    /**
     * Makes a chunk from log bytes, which are copied. Counts the line feeds, and sets {@link #INCOMPLETE} if it does
     * not end with one.
     *
     * @param key the log's {@link LogId#key}
     * @throws IllegalArgumentException if there are no bytes or more than {@link #MAX_PAYLOAD}
     */
    public static Chunk of(
            long key, Position start, boolean continues, LineFeed lineFeed, byte[] bytes, int offset, int length) {
        if (length < 1 || length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a chunk has 1 to " + MAX_PAYLOAD + " bytes, got " + length);
        }
        byte[] frame = new byte[HEADER + length];
        System.arraycopy(bytes, offset, frame, HEADER, length);
        long end = start.offset() + length;
        int lineFeeds = lineFeed == LineFeed.BYTE ? lineFeeds(frame) : lineFeeds(frame, lineFeed, end);
        boolean complete = lineFeed.endsBefore(frame, HEADER, frame.length, end);
        int flags = (continues ? CONTINUES : 0) | (complete ? 0 : INCOMPLETE) | lineFeed.flags();
        ByteBuffer.wrap(frame)
                .put(VERSION)
                .put((byte) flags)
                .putShort((short) HEADER)
                .putInt(lineFeeds)
                .putLong(key)
                .putLong(start.generation())
                .putLong(start.offset());
        return new Chunk(frame);
    }

    /** Counts in eight bytes at a time, since every byte of every log comes through here. */
    private static int lineFeeds(byte[] frame) {
        int lineFeeds = 0;
        int i = HEADER;
        for (; i <= frame.length - Long.BYTES; i += Long.BYTES) {
            long bytes = (long) LONGS.get(frame, i) ^ LINE_FEEDS; // a line feed becomes 0
            lineFeeds += Long.bitCount(~(((bytes & LOW_BITS) + LOW_BITS) | bytes) & ~LOW_BITS);
        }
        for (; i < frame.length; i++) {
            if (frame[i] == '\n') {
                lineFeeds++;
            }
        }
        return lineFeeds;
    }

    private static int lineFeeds(byte[] frame, LineFeed lineFeed, long end) {
        int lineFeeds = 0;
        int place = lineFeed.lastEnd(frame, HEADER, frame.length, end);
        while (place > HEADER) {
            lineFeeds++;
            place -= lineFeed.length();
            place = lineFeed.lastEnd(frame, HEADER, place, end - (frame.length - place));
        }
        return lineFeeds;
    }

    /** The encoding of its line feeds. */
    public LineFeed lineFeed() {
        return LineFeed.ofFlags(frame[1]);
    }

    /** The position after the {@code nth} line feed from the end, or the start. */
    public Position lineStart(int nth) {
        LineFeed lineFeed = lineFeed();
        int place = frame.length;
        for (int left = nth; left > 0; left--) {
            place = lineFeed.lastEnd(frame, HEADER, place, offsetOf(place));
            if (left > 1 && place > HEADER) {
                place -= lineFeed.length();
            }
        }
        return start.plus(place - HEADER);
    }

    private long offsetOf(int place) {
        return start.offset() + place - HEADER;
    }

    /** The whole frame, not copied; must not be changed. */
    public byte[] frame() {
        return frame;
    }

    /** Number of log bytes. */
    public int length() {
        return frame.length - HEADER;
    }

    /** Number of line feeds. */
    public int lineFeeds() {
        return ByteBuffer.wrap(frame).getInt(4);
    }

    /** The log's {@link LogId#key}. */
    public long key() {
        return ByteBuffer.wrap(frame).getLong(8);
    }

    /** Whether the first line continues the last one of the previous chunk. */
    public boolean continues() {
        return (frame[1] & CONTINUES) != 0;
    }

    /** Whether the last line is not complete. */
    public boolean incomplete() {
        return (frame[1] & INCOMPLETE) != 0;
    }

    @Override
    public Position start() {
        return start;
    }

    @Override
    public Position end() {
        return start.plus(length());
    }

    /**
     * The part of this chunk from {@code from} on.
     *
     * @throws IllegalArgumentException if {@code from} is not inside
     */
    @Override
    public Chunk from(Position from) {
        if (from.equals(start)) {
            return this;
        }
        if (from.compareTo(start) < 0 || from.compareTo(end()) >= 0) {
            throw new IllegalArgumentException(from + " is not inside " + this);
        }
        int skip = (int) (from.offset() - start.offset());
        boolean inLine = !lineFeed().endsBefore(frame, HEADER, HEADER + skip, from.offset());
        return of(key(), from, inLine, lineFeed(), frame, HEADER + skip, length() - skip);
    }

    /**
     * A version of this chunk for some of its readers, kept for the next of them. Only the version made last is kept.
     * While one is being made, other callers wait.
     *
     * @param key identifies the version, by object identity
     * @param maker makes it from this chunk
     */
    public Chunk variant(Object key, UnaryOperator<Chunk> maker) {
        ChunkVariant known = variant;
        if (known == null || known.key != key) {
            synchronized (this) {
                known = variant;
                if (known == null || known.key != key) {
                    known = new ChunkVariant(key, maker.apply(this));
                    variant = known;
                }
            }
        }
        return known.chunk;
    }

    /** Joins chunks that follow each other and together fit into a frame. */
    public static Chunk join(List<Chunk> chunks) {
        int length = chunks.stream().mapToInt(Chunk::length).sum();
        byte[] frame = Arrays.copyOf(chunks.get(0).frame, HEADER + length);
        int at = HEADER;
        int lineFeeds = 0;
        for (Chunk chunk : chunks) {
            System.arraycopy(chunk.frame, HEADER, frame, at, chunk.length());
            at += chunk.length();
            lineFeeds += chunk.lineFeeds();
        }
        int last = chunks.get(chunks.size() - 1).frame[1] & INCOMPLETE;
        frame[1] = (byte) ((frame[1] & ~INCOMPLETE) | last);
        ByteBuffer.wrap(frame).putInt(4, lineFeeds);
        return wrap(frame);
    }

    /** The part of this chunk before {@code end}, which must be inside. */
    public Chunk until(Position end) {
        return end.equals(end())
                ? this
                : of(key(), start, continues(), lineFeed(), frame, HEADER, (int) (end.offset() - start.offset()));
    }

    @Override
    public String toString() {
        return "chunk " + start + "+" + length();
    }
}
