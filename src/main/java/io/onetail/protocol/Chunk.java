package io.onetail.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive bytes of one generation in their final wire form, a 32-byte header and the log's bytes as they are in the
 * file; see the protocol document for the header. Immutable: whoever hands an array to {@link #wrap} gives it away.
 */
public final class Chunk implements LogEntry {
    /** Length of the header, bytes. */
    public static final int HEADER = 32;
    /** Most bytes a frame may have, header included. */
    public static final int MAX_FRAME = 64 * 1024;
    /** Most log bytes a chunk may have. */
    public static final int MAX_PAYLOAD = MAX_FRAME - HEADER;
    /** The first line continues the previous chunk's last. */
    public static final int CONTINUES = 1;
    /** The last line is not complete. */
    public static final int INCOMPLETE = 2;

    private static final byte VERSION = 1;

    private final byte[] frame;
    private final Position start;

    /** The last one that was made; volatile, since it is looked at without the lock. */
    private volatile @Nullable ChunkVariant variant;

    private record ChunkVariant(Object key, Chunk chunk) {}

    private Chunk(byte[] frame) {
        this.frame = frame;
        ByteBuffer header = ByteBuffer.wrap(frame);
        this.start = new Position(header.getLong(16), header.getLong(24));
    }

    /** Whether a message starts like a chunk; anything else on a log's channel is JSON. */
    static boolean isChunk(byte[] message) {
        return message.length > 0 && message[0] == VERSION;
    }

    /**
     * Takes over a frame that came from elsewhere.
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

    /** Makes a chunk from log bytes of any charset but UTF-16, which are copied. */
    public static Chunk of(long key, Position start, boolean continues, byte[] bytes, int offset, int length) {
        return of(key, start, continues, LineFeed.BYTE, bytes, offset, length);
    }

    /** Makes a chunk from log bytes, which are copied; counts the line feeds and sets the second flag by whether it ends with one. */
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

    private static int lineFeeds(byte[] frame) {
        int lineFeeds = 0;
        for (int i = HEADER; i < frame.length; i++) {
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

    /** How its lines end. */
    public LineFeed lineFeed() {
        return LineFeed.ofFlags(frame[1]);
    }

    /** The place behind the {@code nth} line feed from its end, or its start. */
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

    /** The whole frame, not copied: must not be changed. */
    public byte[] frame() {
        return frame;
    }

    /** Number of log bytes. */
    public int length() {
        return frame.length - HEADER;
    }

    public int lineFeeds() {
        return ByteBuffer.wrap(frame).getInt(4);
    }

    public long key() {
        return ByteBuffer.wrap(frame).getLong(8);
    }

    public boolean continues() {
        return (frame[1] & CONTINUES) != 0;
    }

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
     * What is made of this chunk for some of its readers, kept with it for the next of them. Only the last one is kept; whoever comes while it is
     * made waits for it.
     *
     * @param key tells variants apart, by identity
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

    /** One chunk with the bytes of several that continue each other and fit into a frame together. */
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
