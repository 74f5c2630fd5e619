package io.onetail.tail.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The thread that serves all followers of this machine in turn. It runs only while there are some. Safe for any thread. */
final class LocalPoller implements AutoCloseable {
    private static final long BUSY_MILLIS = 2;
    private static final long QUIET_MILLIS = 20;
    private static final int BLOCK = 128 * 1024;
    /** How many rounds in a row may go without a look at the names. */
    private static final int TURNS = 16;

    private final ThreadFactory threads;
    private final ZeroPages zeroPages = new ZeroPages();

    @GuardedBy("this")
    private final List<PolledFollower> followers = new ArrayList<>();

    @GuardedBy("this")
    private boolean running;

    @GuardedBy("this")
    private boolean woken;

    @GuardedBy("this")
    private boolean closed;

    /** A follower that the thread serves. */
    interface PolledFollower {
        /**
         * Passes on at most one block. Called by the one thread.
         *
         * @param buffer for what is read
         * @param now nanoseconds
         * @return whether there may be more
         */
        boolean serve(byte[] buffer, DirectoryWatcher directoryWatcher, long now);

        boolean ended();

        /** Ends the follower. Called by the one thread. */
        void end(@Nullable LogException cause);
    }

    LocalPoller(ThreadFactory threads) {
        this.threads = threads;
    }

    /** For the one thread. */
    ZeroPages zeroPages() {
        return zeroPages;
    }

    /** Serves the follower from now on, or ends it if this is closed. */
    void add(PolledFollower follower) {
        synchronized (this) {
            if (!closed) {
                followers.add(follower);
                woken = true;
                notifyAll();
                if (!running) {
                    running = true;
                    threads.newThread(this::run).start();
                }
                return;
            }
        }
        follower.end(interrupted(follower));
    }

    private static LogException interrupted(PolledFollower follower) {
        return new LogException(
                FailureCode.UNREACHABLE,
                "Following " + follower + " has ended: the host's settings have changed, or this server is stopping.");
    }

    /** Has all followers served soon. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        Thread.currentThread().setName("onetail-local");
        byte[] buffer = new byte[BLOCK];
        try (DirectoryWatcher directoryWatcher = new DirectoryWatcher(threads, this::wake)) {
            boolean more = true;
            while (more) {
                directoryWatcher.dispatch();
                boolean busy = true;
                boolean any = false;
                List<PolledFollower> all = snapshot();
                for (int turn = 0; busy && turn < TURNS; turn++) {
                    busy = false;
                    for (PolledFollower follower : all) {
                        busy |= follower.serve(buffer, directoryWatcher, System.nanoTime());
                    }
                    any |= busy;
                }
                more = next(any, busy);
            }
        }
    }

    private synchronized List<PolledFollower> snapshot() {
        return List.copyOf(followers);
    }

    /**
     * Drops the followers that have ended, and waits. Returns false if none is left; this thread then ends.
     *
     * @param any whether something was passed on
     * @param more whether there is more
     */
    private boolean next(boolean any, boolean more) {
        List<PolledFollower> left = List.of();
        synchronized (this) {
            followers.removeIf(PolledFollower::ended);
            if (closed || !await(any ? BUSY_MILLIS : QUIET_MILLIS, more)) {
                left = List.copyOf(followers);
                followers.clear();
            }
            running = !followers.isEmpty();
            if (running) {
                return true;
            }
        }
        left.forEach(follower -> follower.end(interrupted(follower)));
        return false;
    }

    /** Returns false if this thread was interrupted. */
    @GuardedBy("this")
    @SuppressWarnings("WaitNotInLoop") // run() loops
    private boolean await(long millis, boolean more) {
        try {
            if (!followers.isEmpty() && !more && !woken) {
                wait(millis);
            }
            woken = false;
            return !Thread.interrupted();
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
