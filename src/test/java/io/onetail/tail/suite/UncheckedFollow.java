package io.onetail.tail.suite;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records what one following reports of a log without a {@link Ledger}. Safe for any thread. */
final class UncheckedFollow extends FollowRecord implements AutoCloseable {
    private @Nullable LogFollower follower;
    private boolean feeding;
    private boolean started;
    private long bytes;
    private volatile boolean forgetful;

    private UncheckedFollow() {}

    static UncheckedFollow follow(HostReader reader, Path file) {
        return of(reader, file, false);
    }

    static UncheckedFollow followNames(HostReader reader, Path file) {
        return of(reader, file, true);
    }

    private static UncheckedFollow of(HostReader reader, Path file, boolean names) {
        UncheckedFollow uncheckedFollow = new UncheckedFollow();
        uncheckedFollow.attach(reader.follow(ReaderSuite.path(file), names, uncheckedFollow));
        return uncheckedFollow;
    }

    private synchronized void attach(LogFollower to) {
        follower = to;
        begin();
    }

    synchronized LogFollower follower() {
        return Objects.requireNonNull(follower);
    }

    /** Starts reading at this byte. */
    void start(int life, long offset) {
        started(life, offset);
        follower().start(life, offset);
    }

    /** Counts bytes from now on, but does not keep them. */
    void keepNothing() {
        forgetful = true;
    }

    void grant(int more) {
        follower().grant(more);
    }

    /** Reads everything from the beginning of the first life, with unlimited credit. */
    void feed() {
        synchronized (this) {
            feeding = true;
            begin();
        }
        grant(1 << 24);
    }

    private synchronized void begin() {
        if (feeding && !started && follower != null && !lives().isEmpty()) {
            started = true;
            follower.start(0, 0);
        }
    }

    @Override
    public synchronized void life(FileLife life) {
        super.life(life);
        begin();
    }

    @Override
    public void bytes(int life, long offset, byte[] buffer, int from, int length) {
        boolean more;
        synchronized (this) {
            bytes += length;
            more = feeding;
        }
        if (!forgetful) {
            super.bytes(life, offset, buffer, from, length);
        }
        if (more) {
            grant(length);
        }
    }

    /** Only the length of a hole is kept. */
    @Override
    public synchronized void hole(int life, long offset, long length) {
        if (length > 1 << 20) {
            lives().get(life).start += length;
        } else {
            super.hole(life, offset, length);
        }
    }

    void awaitLives(int count) {
        Await.until("lives: " + count, () -> lifeCount() >= count);
    }

    void awaitText(int life, String text) {
        Await.until(
                () -> "'" + text + "' of life " + life + ", but '" + text(life) + "'",
                Duration.ofSeconds(10),
                () -> text(life).equals(text));
    }

    void awaitEnd(int life, long offset) {
        Await.until(
                () -> "byte " + offset + " of life " + life + ", but " + end(life),
                Duration.ofSeconds(10),
                () -> lifeCount() > life && end(life) == offset);
    }

    void awaitFailure(FailureCode failure) {
        Await.until("that it is " + failure, () -> failure() == failure);
    }

    synchronized int lifeCount() {
        return lives().size();
    }

    synchronized FileLife life(int number) {
        return lives().get(number).life;
    }

    synchronized long end(int number) {
        return lives().get(number).end();
    }

    /** How many bytes came, holes not counted. */
    synchronized long bytes() {
        return bytes;
    }

    String text() {
        return text(0);
    }

    /** What came of a life; empty if there is none. */
    synchronized String text(int life) {
        return life < lives().size()
                ? new String(lives().get(life).bytes, 0, lives().get(life).length, StandardCharsets.UTF_8)
                : "";
    }

    /** Why the name leads nowhere; null if it leads to a file. */
    @Nullable
    FailureCode failure() {
        LogException why = nameless();
        return why == null ? null : why.failure();
    }

    @Override
    public void close() {
        follower().stop();
    }
}
