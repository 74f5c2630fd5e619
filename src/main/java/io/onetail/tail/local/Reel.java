package io.onetail.tail.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * The thread that serves all followers of one transport, there only while there are some. Safe for any thread.
 */
final class Reel implements AutoCloseable {
    private static final long BUSY_MILLIS = 2;
    private static final long QUIET_MILLIS = 20;

    private final ThreadFactory threads;

    @GuardedBy("this")
    private final List<LocalFollower> followers = new ArrayList<>();

    @GuardedBy("this")
    private boolean running;

    @GuardedBy("this")
    private boolean closed;

    Reel(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Serves the follower from now on; false after {@link #close}. */
    synchronized boolean add(LocalFollower follower) {
        if (closed) {
            return false;
        }
        followers.add(follower);
        if (!running) {
            running = true;
            threads.newThread(this::run).start();
        }
        notifyAll();
        return true;
    }

    /** Looks at all of them soon. */
    synchronized void wake() {
        notifyAll();
    }

    private void run() {
        Thread.currentThread().setName("onetail-local");
        boolean more = true;
        while (more) {
            boolean busy = false;
            for (LocalFollower follower : snapshot()) {
                busy |= follower.serve();
            }
            more = next(busy);
        }
    }

    private synchronized List<LocalFollower> snapshot() {
        return List.copyOf(followers);
    }

    /** Drops those that have ended and waits; false if none is left, and then this thread is gone for good. */
    @SuppressWarnings("WaitNotInLoop") // run() loops
    private synchronized boolean next(boolean busy) {
        followers.removeIf(LocalFollower::ended);
        if (!followers.isEmpty()) {
            try {
                wait(busy ? BUSY_MILLIS : QUIET_MILLIS);
                return true;
            } catch (InterruptedException e) {
                followers.forEach(LocalFollower::interrupted);
                followers.clear();
            }
        }
        running = false;
        return false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        followers.forEach(LocalFollower::close);
        notifyAll();
    }
}
