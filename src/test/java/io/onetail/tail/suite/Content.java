package io.onetail.tail.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a file contains from one beginning to the next, with the time of each byte. For one thread. */
final class Content {
    /** How many first bytes must be unchanged for a file not to count as cut. */
    private static final int COMPARED = 1024;

    private record Stamp(int end, long at) {}

    private final TruthFile file;
    private final int index;
    private final List<Stamp> stamps = new ArrayList<>();
    private byte[] bytes;
    private int size;
    private long cutAt = Long.MAX_VALUE;
    private int kept;

    private Content(TruthFile file, int index, byte[] bytes, int size) {
        this.file = file;
        this.index = index;
        this.bytes = bytes;
        this.size = size;
    }

    static Content first(TruthFile file) {
        return new Content(file, 0, new byte[256], 0);
    }

    /** Ends this content; the next one begins with its first {@code keep} bytes. */
    Content cut(int keep, long at) {
        cutAt = at;
        kept = keep;
        Content next =
                new Content(file, index + 1, Arrays.copyOf(Arrays.copyOf(bytes, keep), Math.max(256, keep)), keep);
        if (keep > 0) {
            next.stamps.add(new Stamp(keep, at));
        }
        return next;
    }

    /** Writes bytes at an offset; if that is beyond the end, zeros fill what is between. */
    void write(int offset, byte[] what, long at) {
        if (offset < size) {
            throw new IllegalArgumentException("written at " + offset + " of " + size);
        }
        int end = offset + what.length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        System.arraycopy(what, 0, bytes, offset, what.length);
        size = end;
        stamps.add(new Stamp(end, at));
    }

    TruthFile file() {
        return file;
    }

    /** How many contents this file had before this one. */
    int index() {
        return index;
    }

    int size() {
        return size;
    }

    boolean isCut() {
        return cutAt != Long.MAX_VALUE;
    }

    /** When it was cut; the end of time if it was not. */
    long cutAt() {
        return cutAt;
    }

    /** How many of the first bytes are also in the file's next content. */
    int kept() {
        return kept;
    }

    /** Whether this is the next content of the same file, and begins with everything that a reader compares. */
    boolean isSequelOf(Content before) {
        return file == before.file
                && index == before.index + 1
                && holds(0, before.bytes, Math.min(before.size, COMPARED));
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    /** How many bytes had been written at a time. */
    int sizeAt(long time) {
        int end = 0;
        for (Stamp stamp : stamps) {
            if (stamp.at > time) {
                break;
            }
            end = stamp.end;
        }
        return end;
    }

    /** When the byte at this offset was written. */
    long writtenAt(int offset) {
        return stamps.stream()
                .filter(stamp -> stamp.end > offset)
                .findFirst()
                .map(Stamp::at)
                .orElse(Long.MAX_VALUE);
    }

    /** Whether these bytes are at this offset. */
    boolean holds(int offset, byte[] what, int length) {
        return offset + length <= size && Arrays.equals(bytes, offset, offset + length, what, 0, length);
    }

    @Override
    public String toString() {
        return file + "#" + index + " of " + size + " bytes" + (isCut() ? ", cut to " + kept : "");
    }
}
