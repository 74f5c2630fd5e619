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
 * A life whose file is open, and what is known of its bytes, so that a rewrite of the file is noticed. For one thread; the file belongs to
 * the owner.
 */
final class OpenLife {
    private static final int HEAD = 4096;
    private static final int LAST = 256;
    private static final long LONG_AGO = TimeUnit.DAYS.toMillis(1);
    /** A write changes the times before the size, and no write takes as long as this, nanoseconds. */
    private static final long IN_WRITE = TimeUnit.MILLISECONDS.toNanos(50);
    /** Longer than the resolution of file times, milliseconds. */
    private static final long TICK_MILLIS = 30;

    private final int number;
    private final boolean cut;
    private final OpenFile file;
    /** The known first bytes, at most {@link #HEAD}. */
    private byte[] first;
    /** The bytes before the position. */
    private byte[] last = new byte[0];

    private long position;
    private long size;
    private FileTime modified;
    /** Whether the file was cut, but its time had not changed yet, when it was looked at. */
    private boolean half;
    /** Whether the file may have been written to since, without a new time. */
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
    /** Whether the file had changed when it was to be read. */
    private boolean differs;

    /** @param attributes the file's attributes, as of now, as is {@code head} */
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

    /** A life, and its announcement. */
    record NewLife(OpenLife open, FileLife life) {}

    /**
     * @param file the life's own from now on, or shared with the previous life if that was cut
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

    /** This life began when the other one was cut. */
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

    /** Whether reading of the life has begun. */
    boolean begun() {
        return begun;
    }

    /** Begins to read, at this offset. */
    void begin(long offset) throws IOException {
        begun = true;
        position = offset;
        int length = (int) Math.min(LAST, offset);
        byte[] before = file.bytes(offset - length, length);
        last = before.length == length ? before : new byte[0];
    }

    /** The file was cut: there is nothing more to read. */
    void end() {
        over = true;
    }

    boolean over() {
        return over;
    }

    /** Whether the life began when another one was cut. */
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

    /** Since when the life is known to have unread bytes, nanoseconds. */
    long filled() {
        return filled;
    }

    /**
     * Whether the file has been cut or rewritten since.
     *
     * @param now nanoseconds
     * @param times whether to check the times too, not only whether the file has become shorter
     * @param named whether the file has the log's name; only then does it matter whether the same bytes were written again
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

    /** Whether the next write may leave the time as it is. */
    private static boolean isFresh(FileTime time) {
        return Math.abs(System.currentTimeMillis() - time.toMillis()) < TICK_MILLIS;
    }

    /** Whether the file was written to; {@code touch} sets both times to the same value, or to an earlier one. */
    private boolean written(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().compareTo(modified) > 0
                && !half
                && !attributes.lastModifiedTime().equals(attributes.lastAccessTime());
    }

    /** Whether the file's first bytes, and those before the position, are unchanged. If so, takes in further first bytes. */
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
     * Reads at the position without moving it.
     *
     * @return the number of bytes; 0 if there are none, or they may belong to a file that was rewritten
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
        // If the file is shorter now, it was cut after this read, and these bytes are its last.
        differs = file.channel().size() >= position && !sameBytes();
        return differs ? 0 : count;
    }

    /** Moves the position past these bytes, which were read. */
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

    /** Moves the position past this many zero bytes, and returns their number; 0 if they are too few. */
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

    /** When the file is known to have grown last, nanoseconds. */
    long grown() {
        return grown;
    }

    /** How long the file has not grown and has not had the log's name, nanoseconds. */
    long quiet(boolean named, long now) {
        lost = !named && lost != 0 ? lost : now;
        return now - Math.max(grown, Math.max(deleted, lost));
    }

    /** Since when the file has no name any more, nanoseconds; 0 if it has one. */
    long deleted(long now) throws IOException {
        deleted = !file.deleted() ? 0 : deleted == 0 ? now : deleted;
        return deleted;
    }
}
