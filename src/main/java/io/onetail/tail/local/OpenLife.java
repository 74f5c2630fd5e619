package io.onetail.tail.local;

import io.onetail.tail.FileInfo;
import io.onetail.tail.HostReader.FileLife;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A life whose file is open, and what is known of its bytes, so that it is noticed when it is written anew. For one thread; the file is its owner's.
 */
final class OpenLife {
    private static final int HEAD = 4096;
    private static final int LAST = 256;
    private static final long LONG_AGO = TimeUnit.DAYS.toMillis(1);
    /** A write changes the times before it changes the size; no write takes so long. */
    private static final long IN_WRITE = TimeUnit.MILLISECONDS.toNanos(50);
    /** Longer than the shortest time between two times of a file that differ. */
    private static final long TICK_MILLIS = 30;

    private final int number;
    private final boolean cut;
    private final OpenFile file;
    /** The bytes that it is known to begin with, at most {@link #HEAD}. */
    private byte[] first;
    /** The bytes before the position. */
    private byte[] last = new byte[0];

    private long position;
    private long size;
    private FileTime modified;
    /** Whether it was cut, but its time not yet changed, when it was looked at. */
    private boolean half;
    /** Whether it may have been written to since without a new time. */
    private boolean fresh;

    private @Nullable FileTime suspected;
    private long suspectedAt;
    private long grown;
    private long grownTo;
    private long filled;
    private long deleted;
    private long lost;
    private boolean begun;
    private boolean over;
    /** It was not the same any more when it was to be read. */
    private boolean differs;

    /** The file's attributes and head are asked now. */
    private OpenLife(FileLife life, OpenFile file, BasicFileAttributes attributes, byte[] head, long now) {
        this.number = life.number();
        this.cut = life.kind() == FileLife.LifeKind.CUT;
        this.file = file;
        this.first = Arrays.copyOf(head, Math.min(head.length, HEAD));
        this.size = attributes.size();
        this.modified = attributes.lastModifiedTime();
        this.fresh = isFresh(modified);
        this.grownTo = attributes.size();
        long age = System.currentTimeMillis() - attributes.lastModifiedTime().toMillis();
        this.grown = now - TimeUnit.MILLISECONDS.toNanos(Math.max(0, Math.min(age, LONG_AGO)));
    }

    /** A life, and the words for it. */
    record NewLife(OpenLife open, FileLife life) {}

    /**
     * @param file its own from now on, or shared with the life before if that was cut
     * @param now nanoseconds
     */
    static NewLife of(int number, FileLife.LifeKind kind, boolean missed, OpenFile file, long now) throws IOException {
        BasicFileAttributes attributes = file.attributes();
        byte[] head = file.bytes(0, HEAD);
        FileInfo info = new FileInfo(
                file.place().toString(),
                file.node(),
                Math.max(attributes.size(), head.length),
                attributes.lastModifiedTime().toInstant(),
                head);
        FileLife life = new FileLife(number, kind, missed, info);
        return new NewLife(new OpenLife(life, file, attributes, head, now), life);
    }

    /** It began when this one was cut. */
    void follows(OpenLife before) {
        half = modified.equals(before.modified);
    }

    int number() {
        return number;
    }

    OpenFile file() {
        return file;
    }

    long position() {
        return position;
    }

    /** Whether its bytes have begun to be read. */
    boolean begun() {
        return begun;
    }

    /** Reads from here on. */
    void begin(long offset) throws IOException {
        begun = true;
        position = offset;
        int length = (int) Math.min(LAST, offset);
        byte[] before = file.bytes(offset - length, length);
        last = before.length == length ? before : new byte[0];
    }

    /** It was cut: nothing more of it can be had. */
    void end() {
        over = true;
    }

    boolean over() {
        return over;
    }

    /** Whether it began where another was cut. */
    boolean cut() {
        return cut;
    }

    boolean hasBytes(long now) throws IOException {
        if (over) {
            return false;
        }
        long length = file.channel().size();
        if (length > grownTo) {
            grown = now;
        }
        grownTo = length;
        boolean some = length > position;
        filled = !some ? 0 : filled == 0 ? now : filled;
        return some;
    }

    /** Since when it has bytes that have not been read, as far as it was looked at, nanoseconds. */
    long filled() {
        return filled;
    }

    /**
     * Whether it has been cut or written anew since.
     *
     * @param now nanoseconds
     * @param times whether to look at the times too, not only whether it has become shorter
     * @param named whether it has the log's name; only of such a file it matters that the same bytes were written again
     */
    boolean isCut(long now, boolean times, boolean named) throws IOException {
        if (over) {
            return false;
        }
        if (!times && !differs) {
            return file.channel().size() < Math.max(position, first.length);
        }
        BasicFileAttributes attributes = file.attributes();
        if (attributes.size() < Math.max(position, first.length)) {
            return true;
        }
        boolean sure = !differs && !fresh;
        if (sure && attributes.lastModifiedTime().equals(modified)) {
            size = attributes.size();
            return false;
        }
        fresh = isFresh(attributes.lastModifiedTime());
        differs = !sameBytes();
        if (differs) {
            return true;
        }
        if (named
                && attributes.size() == size
                && size > 0
                && (attributes.lastModifiedTime().equals(suspected) || written(attributes))) {
            if (!attributes.lastModifiedTime().equals(suspected)) {
                suspected = attributes.lastModifiedTime();
                suspectedAt = now;
            }
            return now - suspectedAt > IN_WRITE;
        }
        half &= attributes.lastModifiedTime().equals(modified);
        size = attributes.size();
        modified = attributes.lastModifiedTime();
        suspected = null;
        return false;
    }

    /** Whether what is written next may have the same time. */
    private static boolean isFresh(FileTime time) {
        return Math.abs(System.currentTimeMillis() - time.toMillis()) < TICK_MILLIS;
    }

    /** Whether it was written to; {@code touch} gives both times the same value, or one from before. */
    private boolean written(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().compareTo(modified) > 0
                && !half
                && !attributes.lastModifiedTime().equals(attributes.lastAccessTime());
    }

    /** Whether it begins, and goes on to the position, as it did; if so more may be known of how it begins. */
    private boolean sameBytes() throws IOException {
        byte[] head = file.bytes(0, HEAD);
        if (head.length < first.length
                || !Arrays.equals(first, 0, first.length, head, 0, first.length)
                || !Arrays.equals(last, file.bytes(position - last.length, last.length))) {
            return false;
        }
        first = head;
        return true;
    }

    /**
     * Reads on without going on.
     *
     * @return how many bytes; 0 if there are none, or they may be those of a file that was written anew
     */
    int read(byte[] buffer, int most) throws IOException {
        if (over) {
            return 0;
        }
        differs = !sameBytes();
        int count = differs ? 0 : file.channel().read(ByteBuffer.wrap(buffer, 0, most), position);
        if (count <= 0) {
            return 0;
        }
        // If it is shorter now it was cut after they had been read, and they are its last.
        differs = file.channel().size() >= position && !sameBytes();
        return differs ? 0 : count;
    }

    /** Goes on behind these bytes, which were read. */
    void advance(byte[] buffer, int count) {
        if (position <= first.length && first.length < HEAD) {
            int from = (int) (first.length - position);
            int more = Math.min(HEAD - first.length, count - from);
            if (more > 0) {
                int length = first.length;
                first = Arrays.copyOf(first, length + more);
                System.arraycopy(buffer, from, first, length, more);
            }
        }
        if (count >= LAST) {
            last = Arrays.copyOfRange(buffer, count - LAST, count);
        } else {
            int kept = Math.min(last.length, LAST - count);
            byte[] next = Arrays.copyOf(Arrays.copyOfRange(last, last.length - kept, last.length), kept + count);
            System.arraycopy(buffer, 0, next, kept, count);
            last = next;
        }
        position += count;
    }

    /** Goes on behind so many zero bytes; returns their number. */
    long skip(long zeros) {
        if (zeros >= LAST) {
            last = new byte[LAST];
            if (first.length < HEAD && position <= first.length) {
                first = Arrays.copyOf(first, (int) Math.max(first.length, Math.min(HEAD, position + zeros)));
            }
            position += zeros;
            return zeros;
        }
        return 0;
    }

    /** When it grew last, as far as it was looked at, nanoseconds. */
    long grown() {
        return grown;
    }

    /** How long it has not grown and had the log's name, nanoseconds. */
    long quiet(boolean named, long now) {
        lost = !named && lost != 0 ? lost : now;
        return now - Math.max(grown, Math.max(deleted, lost));
    }

    /** Since when it has no name any more, nanoseconds; 0 if it has one. */
    long deleted(long now) throws IOException {
        deleted = !file.deleted() ? 0 : deleted == 0 ? now : deleted;
        return deleted;
    }
}
