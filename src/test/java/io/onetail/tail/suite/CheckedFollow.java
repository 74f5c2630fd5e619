package io.onetail.tail.suite;

import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** One following of a log whose {@link Ledger} is known: gives credit, records what is reported, and judges it. */
final class CheckedFollow implements AutoCloseable {
    /** The credit that a reader gets at once if it is to have plenty. */
    private static final int PLENTY = 1 << 20;

    private static final int ENOUGH = 1 << 16;

    private final Ledger ledger;
    private final Excuses excuses;
    private final IntUnaryOperator offset;
    private final FollowRecord followRecord = new Feeding();
    private final LogFollower follower;
    private long credit;
    private boolean plenty;
    private boolean begun;
    private boolean stopped;
    private @Nullable LogFollower early;

    /** Counts credit, and gives more as bytes come if there is to be plenty. */
    private final class Feeding extends FollowRecord {
        @Override
        public void life(FileLife life) {
            super.life(life);
            begin();
        }

        @Override
        public void bytes(int life, long at, byte[] buffer, int from, int length) {
            super.bytes(life, at, buffer, from, length);
            used(length);
        }
    }

    /**
     * Begins to follow.
     *
     * @param offset where to begin in the first life, given its size
     */
    CheckedFollow(Ledger ledger, HostReader reader, Path name, IntUnaryOperator offset) {
        this.ledger = ledger;
        this.excuses = new Excuses(ledger);
        this.offset = offset;
        this.follower = reader.follow(ReaderSuite.path(name), false, followRecord);
        synchronized (this) {
            early = follower;
        }
        begin();
    }

    /** The first life may be reported before the follower is known. */
    private void begin() {
        int from;
        synchronized (followRecord) {
            synchronized (this) {
                if (begun || early == null || followRecord.lives().isEmpty()) {
                    return;
                }
                begun = true;
            }
            from = offset.applyAsInt(
                    (int) followRecord.lives().get(0).life.file().size());
            followRecord.started(0, from);
        }
        follower.start(0, from);
        excuses.started();
    }

    private void used(int length) {
        boolean more;
        synchronized (this) {
            credit -= length;
            if (credit < 0) {
                followRecord.wrong("more bytes than were granted: " + -credit);
            }
            more = plenty && credit < PLENTY / 2;
            excuses.fed(credit >= ENOUGH);
        }
        if (more) {
            grant(PLENTY / 2);
        }
    }

    /** Gives credit for this many more bytes. */
    void grant(int bytes) {
        synchronized (this) {
            credit += bytes;
            excuses.fed(credit >= ENOUGH);
        }
        follower.grant(bytes);
    }

    /** Whether the reader always has more credit than it needs, from now on. */
    void feed(boolean enough) {
        int more;
        synchronized (this) {
            plenty = enough;
            more = enough && credit < PLENTY ? (int) (PLENTY - credit) : 0;
        }
        if (more > 0) {
            grant(more);
        }
    }

    private synchronized long credit() {
        return credit;
    }

    /** More has happened at once than the system reports. */
    void eventsLost() {
        excuses.eventsLost();
    }

    FollowRecord followRecord() {
        return followRecord;
    }

    LogFollower follower() {
        return follower;
    }

    /** What can't be corrected any more. */
    List<String> wrongs() {
        return TruthComparison.of(ledger, followRecord, excuses).wrongs();
    }

    /**
     * Waits, with plenty of credit, until everything has been reported.
     *
     * @throws AssertionError at once with what is wrong, or at the end with what is still missing
     */
    void settle(Duration most) {
        feed(true);
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            TruthComparison truthComparison = TruthComparison.of(ledger, followRecord, excuses);
            complain(truthComparison);
            if (truthComparison.lacks().isEmpty() && !isAboutToStart()) {
                return;
            }
            if (followRecord.hasEnded()) {
                throw new AssertionError("The following has ended: " + followRecord.cause(), followRecord.cause());
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("lost, or not within " + most + ", with credit for " + credit() + " bytes:\n"
                        + String.join("\n", truthComparison.lacks()) + "\nThe story:\n"
                        + String.join("\n", truthComparison.story()));
            }
            synchronized (followRecord) {
                try {
                    followRecord.wait(20);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Whether a life was reported of which nothing has been requested yet, so nothing can be missing. */
    private boolean isAboutToStart() {
        synchronized (followRecord) {
            return !followRecord.lives().isEmpty() && !excuses.isStarted();
        }
    }

    private static void complain(TruthComparison truthComparison) {
        if (!truthComparison.wrongs().isEmpty()) {
            throw new AssertionError(String.join("\n", truthComparison.wrongs()) + "\nThe story:\n"
                    + String.join("\n", truthComparison.story()));
        }
    }

    /**
     * Does not wait.
     *
     * @throws AssertionError with what can't be corrected any more
     */
    void complain() {
        complain(TruthComparison.of(ledger, followRecord, excuses));
    }

    /** Stops following; nothing comes any more. */
    void stop() {
        if (!stopped) {
            stopped = true;
            follower.stop();
        }
    }

    void awaitLives(int count) {
        Await.until("lives: " + count, () -> {
            synchronized (followRecord) {
                return followRecord.lives().size() >= count;
            }
        });
    }

    /** Waits until this many bytes of the first life have come. */
    void awaitBytes(int count) {
        Await.until("bytes: " + count, () -> {
            synchronized (followRecord) {
                return followRecord.lives().get(0).length >= count;
            }
        });
    }

    /** Waits, at low cost, until the newest content has come to its end. */
    void awaitAll() {
        int size = Objects.requireNonNull(ledger.newest()).content().size();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        synchronized (followRecord) {
            while (followRecord.lives().get(followRecord.lives().size() - 1).end() < size) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("did not come within 10 s: byte " + size);
                }
                try {
                    followRecord.wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    boolean hasLives() {
        synchronized (followRecord) {
            return !followRecord.lives().isEmpty();
        }
    }

    FileLife newest() {
        synchronized (followRecord) {
            return Objects.requireNonNull(
                            followRecord.lives().get(followRecord.lives().size() - 1))
                    .life;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
