package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogId;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tails of this server. For each log that has viewers here it tries to get the lease; it tails the logs that it owns, and continues
 * while any server has viewers. Safe for any thread. Owns the tails, not the threads.
 */
public final class TailRegistry implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(TailRegistry.class.getName());

    private final TailContext context;
    private final TailScheduler turns;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Set<LogId> wanted = new HashSet<>();

    @GuardedBy("lock")
    private final Map<LogId, Tail> running = new HashMap<>();

    @GuardedBy("lock")
    private boolean hurry;

    @GuardedBy("lock")
    private boolean closed;

    private boolean journalAway;

    /**
     * @param context what the tails work with; the caller's
     * @param executor a bounded number of threads, on which tails take turns; the caller's
     * @param timer for what is due later; runs short tasks only; the caller's
     */
    public TailRegistry(TailContext context, Executor executor, ScheduledExecutorService timer) {
        this.context = context;
        this.turns = new TailScheduler(executor, timer);
    }

    /** This server has viewers of the log: one server of the cluster must tail it. */
    public void want(LogId log) {
        lock.lock();
        try {
            wanted.add(log);
            hurry = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** This server has no viewers of the log any more. Its tail continues here while other servers have some. */
    public void unwant(LogId log) {
        lock.lock();
        try {
            wanted.remove(log);
            hurry = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The logs that this server tails at the moment. */
    public Set<LogId> running() {
        lock.lock();
        try {
            return Set.copyOf(running.keySet());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Renews leases, takes free ones, and starts and stops tails until {@link #close} or an interrupt. Blocks: needs a thread of its own.
     */
    public void run() {
        long beat = LivenessTimes.DEFAULT.renewal(context.settings().lease()).toMillis();
        try {
            while (await(beat)) {
                try {
                    beat();
                } catch (RuntimeException e) {
                    LOGGER.log(
                            Level.ERROR,
                            "Renewing the leases of logs failed. The next attempt follows in a second.",
                            e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!hurry && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            hurry = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** One round. Must not be called by two threads at once. */
    void beat() {
        Set<LogId> interesting;
        Set<LogId> before;
        Set<LogId> idle = new HashSet<>();
        lock.lock();
        try {
            interesting = new HashSet<>(wanted);
            before = Set.copyOf(running.keySet());
            for (LogId log : running.keySet()) {
                interesting.add(log);
                if (!wanted.contains(log)) {
                    idle.add(log);
                }
            }
        } finally {
            lock.unlock();
        }
        if (interesting.isEmpty()) {
            return;
        }
        try {
            Set<LogId> left = withoutViewers(idle);
            interesting.removeAll(left);
            Map<LogId, String> refused = new HashMap<>();
            Set<LogId> mine =
                    context.journal().lease(context.owner(), context.settings().lease(), interesting, refused::put);
            interesting.forEach(log -> context.memory().hindered(log, JournalOperation.LEASE, refused.get(log)));
            apply(mine, left, before);
            journalAway = false;
        } catch (Journal.JournalException e) {
            interesting.forEach(log -> context.memory().hindered(log, JournalOperation.LEASE, e.told()));
            if (!journalAway) { // tails notice that themselves
                LOGGER.log(Level.WARNING, "Leases can''t be renewed: {0}", e.getMessage());
            }
            journalAway = true;
        }
    }

    private Set<LogId> withoutViewers(Set<LogId> idle) {
        Set<LogId> left = new HashSet<>();
        if (!idle.isEmpty()) {
            try {
                context.journal().subscribers(idle).forEach((log, servers) -> {
                    if (servers == 0) {
                        left.add(log);
                    }
                });
            } catch (Journal.JournalException e) { // other servers may have viewers of them; leases matter more
                LOGGER.log(Level.DEBUG, "The viewers of {0} logs can''t be counted: {1}", idle.size(), e.getMessage());
            }
        }
        return left;
    }

    /** @param before what ran when the leases were asked for; a tail that has ended since has given its lease back */
    private void apply(Set<LogId> mine, Set<LogId> left, Set<LogId> before) {
        lock.lock();
        try {
            running.forEach((log, tail) -> {
                if (left.contains(log)) {
                    if (!wanted.contains(log)) {
                        tail.stop();
                    }
                } else if (before.contains(log) && !mine.contains(log)) {
                    tail.leave();
                }
            });
            for (LogId log : mine) {
                if (wanted.contains(log) && !before.contains(log) && !running.containsKey(log) && !closed) {
                    start(log);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void start(LogId log) {
        TailScheduler.ScheduledTail scheduledTail = turns.add(wake -> new Tail(log, context, wake), this::ended);
        running.put(log, scheduledTail.tail());
        scheduledTail.wake();
    }

    private void ended(Tail tail) {
        try {
            context.journal().release(tail.log(), context.owner());
        } catch (Journal.JournalException e) {
            LOGGER.log(Level.DEBUG, "The lease of {0} could not be given back and will expire.", tail.log());
        }
        lock.lock();
        try {
            running.remove(tail.log(), tail);
            hurry |= wanted.contains(tail.log()) && !tail.failed();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops every tail and waits for them for up to 5 s, so that leases are given back and other servers take over at once. May be called
     * twice.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wanted.clear();
            running.values().forEach(Tail::leave);
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(5);
            while (!running.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
