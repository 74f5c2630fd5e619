package io.onetail.tail.local;

import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The open lives of a followed log, in order, and which of them is read next. For one thread, except for {@link #file}. Owns the files. */
final class OpenLives implements AutoCloseable {
    private static final int MOST_UNREAD = 64;
    private static final int MOST_LATE = 8;
    private static final long LATE = TimeUnit.HOURS.toNanos(1);
    private static final long DELETED = TimeUnit.MINUTES.toNanos(1);
    private static final long DELETED_UNREAD = TimeUnit.MINUTES.toNanos(10);
    /** How long a life must be quiet before the next one is read, nanoseconds. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);
    /** How long the next life waits for that, nanoseconds. */
    private static final long WAIT = TimeUnit.SECONDS.toNanos(3);

    private final FollowerSink sink;
    private final ZeroPages zeroPages;
    private final Supplier<@Nullable String> leadsTo;
    private final AlternationThrottle alternationThrottle = new AlternationThrottle();
    /** Written by the one thread, under this list's lock. */
    private final List<OpenLife> open = new ArrayList<>();

    private int next;
    private boolean missed;
    private boolean started;
    /** The newest life that has been read, or that was named as the first to read. */
    private int furthest = -1;

    private @Nullable OpenLife speaking;
    private boolean caughtUp;

    /**
     * @param zeroPages may be shared by everything that the one thread reads
     * @param leadsTo the node to which the log's name leads at the moment, or null
     */
    OpenLives(FollowerSink sink, ZeroPages zeroPages, Supplier<@Nullable String> leadsTo) {
        this.sink = sink;
        this.leadsTo = leadsTo;
        this.zeroPages = zeroPages;
    }

    /** Begins a life. */
    void begin(FileLife.LifeKind kind, OpenFile file, long now) throws IOException {
        OpenLife.NewLife newLife = OpenLife.of(next, next == 0 ? FileLife.LifeKind.FIRST : kind, missed, file, now);
        next++;
        missed = false;
        synchronized (open) {
            open.add(newLife.open());
        }
        sink.life(newLife.life());
    }

    /** Whether some lives will be given up soon unless they are read. */
    boolean tooMany() {
        return open.size() > MOST_UNREAD;
    }

    /** How many lives have begun. */
    int begun() {
        return next;
    }

    /** There was a life that could not be opened. */
    void miss() {
        missed = next > 0;
    }

    /** Whether the file with this node is open. */
    boolean knows(String node) {
        return open.stream().anyMatch(life -> life.file().node().equals(node));
    }

    /** The file of a life that is open and was not cut, else null. For any thread; the file may be closed at any moment. */
    @Nullable
    OpenFile file(int number) {
        synchronized (open) {
            for (OpenLife life : open) {
                if (life.number() == number && !life.over()) {
                    return life.file();
                }
            }
            return null;
        }
    }

    /** Starts reading here; earlier lives are not read. */
    void start(int number, long offset) throws IOException {
        started = true;
        for (OpenLife life : List.copyOf(open)) {
            if (life.number() < number) {
                drop(life);
            } else if (life.number() == number) {
                life.begin(offset);
                speaking = life;
                furthest = number;
            }
        }
    }

    /**
     * Begins new lives for those that were cut, and closes those that were cut without having the log's name.
     *
     * @param named the node that has the log's name, or null
     * @param others whether it is certain that the files of the other lives do not have the name
     */
    void look(@Nullable String named, long now, boolean times, boolean others) throws IOException {
        for (OpenLife life : List.copyOf(open)) {
            boolean current = life.file().node().equals(named);
            if (life.isCut(now, times, current)) {
                if (current || life.file().node().equals(leadsTo.get())) {
                    life.end();
                    begin(FileLife.LifeKind.CUT, life.file(), now);
                    open.get(open.size() - 1).follows(life);
                } else if (others) {
                    drop(life);
                }
            }
        }
    }

    /**
     * Passes on one block.
     *
     * @return the number of bytes; -1 if there are more to read but none was passed on
     */
    int read(byte[] buffer, int most, long now) throws IOException {
        if (!started) {
            return 0;
        }
        OpenLife life = whose(now);
        if (life == null) {
            return 0;
        }
        if (most == 0) {
            caughtUp = false;
            return 0;
        }
        if (!life.begun()) {
            life.begin(0);
        }
        speaking = life;
        return tell(life, buffer, most);
    }

    private int tell(OpenLife life, byte[] buffer, int most) throws IOException {
        int count = life.read(buffer, Math.min(buffer.length, Math.max(most, 2 * ZeroPages.PAGE)));
        int empty = ZeroPages.leading(buffer, count, life.position());
        if (empty > 0) {
            hole(life, life.skip(empty == count ? zeroPages.run(life.file(), life.position()) : empty));
            return -1;
        }
        int full = Math.min(most, ZeroPages.before(buffer, count, life.position()));
        if (full > 0) {
            caughtUp = false;
            sink.bytes(life.number(), life.position(), buffer, 0, full);
            life.advance(buffer, full);
        }
        return full;
    }

    private void hole(OpenLife life, long length) {
        if (length > 0) {
            caughtUp = false;
            sink.hole(life.number(), life.position() - length, length);
        }
    }

    private @Nullable OpenLife whose(long now) throws IOException {
        OpenLife last = speaking;
        OpenLife earlier = null;
        OpenLife later = null;
        OpenLife following = null;
        boolean current = false;
        boolean through = true; // whether the newest life that has begun is read to its end
        int unread = 0;
        int late = 0;
        long grown = now - QUIET;
        // Newest first: it is written after the older ones, so that these must be checked later.
        for (int i = open.size() - 1; i >= 0; i--) {
            OpenLife life = open.get(i);
            boolean some = life.hasBytes(now);
            grown = life.number() == furthest ? life.grown() : grown;
            if (!some) {
                continue;
            }
            through &= life.number() != furthest;
            if (life.equals(last)) {
                current = true;
            } else if (life.number() > furthest) {
                following = life;
                unread++;
            } else if (last != null && life.number() < last.number()) {
                earlier = life;
                late++;
            } else {
                later = life;
            }
        }
        if (earlier != null && (late > MOST_LATE || alternationThrottle.mayChange(now))) {
            alternationThrottle.changed(now);
            return earlier;
        }
        if (later != null && (!current || alternationThrottle.mayChange(now))) {
            alternationThrottle.begun(current ? now : alternationThrottle.last());
            return later;
        }
        if (current) {
            return last;
        }
        if (through
                && following != null
                && (following.cut() || unread > 1 || now - grown >= QUIET || now - following.filled() >= WAIT)) {
            alternationThrottle.begun(now);
            furthest = following.number();
            return following;
        }
        if (earlier == null && following == null && !caughtUp && last != null) {
            caughtUp = true;
            sink.caughtUp(last.number(), last.position());
        }
        return null;
    }

    /**
     * Closes lives that are not needed any more.
     *
     * @param named the node that has the log's name, or null
     */
    void giveUp(@Nullable String named, long now) throws IOException {
        int unread = 0;
        int late = 0;
        for (int i = open.size() - 1; i >= 0; i--) {
            OpenLife life = open.get(i);
            boolean read = life.number() <= furthest && !life.hasBytes(now);
            if (life.over()) {
                drop(life);
            } else if (!read && !life.equals(speaking) && ++unread > MOST_UNREAD) {
                giveUp(life);
            } else if (!life.file().node().equals(named)) {
                long deleted = life.deleted(now);
                long quiet = life.quiet(false, now);
                if (read
                        ? ++late > MOST_LATE || quiet > (deleted == 0 ? LATE : DELETED)
                        : deleted != 0 && quiet > DELETED_UNREAD && !life.equals(speaking)) {
                    if (read) {
                        drop(life);
                    } else {
                        giveUp(life);
                    }
                }
            } else {
                life.quiet(true, now);
            }
        }
    }

    private void giveUp(OpenLife life) {
        drop(life);
        sink.givenUp(life.number());
    }

    private void drop(OpenLife life) {
        boolean shared;
        synchronized (open) {
            open.remove(life);
            shared = open.stream().anyMatch(other -> other.file().equals(life.file()));
        }
        life.end();
        if (!shared) {
            life.file().close();
        }
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(this::drop);
    }
}
