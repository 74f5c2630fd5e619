package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives tails their turns on a few threads. A tail has one turn at a time, when it is woken or its time has come. Only a few tails of one
 * host have turns at the same time that may block on it, so that a host that hangs does not hold up the others. Safe for any thread.
 */
final class TailScheduler {
    private static final System.Logger LOGGER = System.getLogger(TailScheduler.class.getName());
    /** How many turns may block on the same host at a time. */
    private static final int OF_HOST = 4;
    /**
     * How many turns a tail has in a row on one thread before waiting tails have theirs: changing the thread costs more than a short turn.
     */
    private static final int AT_ONCE = 4;
    /** Times that differ by less count as equal, nanoseconds. */
    private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor executor;
    private final ScheduledExecutorService timer;

    @GuardedBy("hosts")
    private final Map<String, HostSlots> hosts = new HashMap<>();

    /**
     * @param executor bounds how many tails have a turn at once; the caller's
     * @param timer for what is due later; only wakes, and never blocks; the caller's
     */
    TailScheduler(Executor executor, ScheduledExecutorService timer) {
        this.executor = executor;
        this.timer = timer;
    }

    private static final class HostSlots {
        int taken;
        final ArrayDeque<ScheduledTail> queue = new ArrayDeque<>();
    }

    /** One tail's place in the scheduler. */
    final class ScheduledTail {
        private final Consumer<Tail> over;
        private volatile @Nullable Tail tail;

        @GuardedBy("this")
        private boolean queued;

        @GuardedBy("this")
        private boolean running;

        @GuardedBy("this")
        private boolean again;

        @GuardedBy("this")
        private boolean ended;

        @GuardedBy("this")
        private @Nullable Future<?> alarm;

        @GuardedBy("this")
        private long alarmAt;

        private ScheduledTail(Consumer<Tail> over) {
            this.over = over;
        }

        Tail tail() {
            return Objects.requireNonNull(tail);
        }

        /** Requests a turn. For any thread. */
        void wake() {
            synchronized (this) {
                if (ended || tail == null || queued) {
                    return;
                }
                if (running) {
                    again = true;
                    return;
                }
                queued = true;
            }
            submit(this);
        }

        private void take(Tail mine, boolean blocking) {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("onetail-tail " + mine.log());
            long next = Tail.OVER; // also after an error
            try {
                int turns = 0;
                do {
                    synchronized (this) {
                        queued = false;
                        running = true;
                        again = false;
                    }
                    next = Tail.OVER;
                    next = mine.turn();
                } while (++turns < AT_ONCE && goesOn(next) && mine.blocks() == blocking);
            } finally {
                thread.setName(name);
                if (blocking) {
                    leave(mine.log().host());
                }
                after(next);
            }
        }

        private synchronized boolean goesOn(long next) {
            return next != Tail.OVER && (again || next == 0);
        }

        private void after(long next) {
            boolean submit = false;
            synchronized (this) {
                running = false;
                if (next == Tail.OVER) {
                    ended = true;
                    cancelAlarm();
                } else if (again || next == 0) {
                    queued = true;
                    submit = true;
                } else {
                    alarmWithin(next);
                }
            }
            if (next == Tail.OVER) {
                over.accept(tail());
            } else if (submit) {
                submit(this);
            }
        }

        @GuardedBy("this")
        private void alarmWithin(long nanos) {
            long at = System.nanoTime() + nanos;
            Future<?> set = alarm;
            if (set != null && alarmAt - at <= GRAIN) {
                return; // it is woken earlier than that, and then says again when its next turn is due
            }
            cancelAlarm();
            alarmAt = at;
            try {
                alarm = timer.schedule(() -> ring(at), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOGGER.log(Level.DEBUG, "The timer has ended: tails are not woken by time any more.");
            }
        }

        /** From here on the alarm does not count as set any more: the turn may begin and end before the timer has finished the task. */
        private void ring(long at) {
            synchronized (this) {
                if (alarmAt == at) {
                    alarm = null;
                }
            }
            wake();
        }

        @GuardedBy("this")
        private void cancelAlarm() {
            Future<?> set = alarm;
            if (set != null) {
                set.cancel(false);
                alarm = null;
            }
        }
    }

    /**
     * Begins to give a tail its turns.
     *
     * @param over called after its last turn
     * @return the tail's place; wake it for its first turn
     */
    ScheduledTail add(Function<Runnable, Tail> tail, Consumer<Tail> over) {
        ScheduledTail scheduledTail = new ScheduledTail(over);
        scheduledTail.tail = tail.apply(scheduledTail::wake);
        return scheduledTail;
    }

    private void submit(ScheduledTail scheduledTail) {
        Tail tail = scheduledTail.tail;
        if (tail == null) {
            return;
        }
        boolean blocking = tail.blocks();
        if (blocking && !enter(tail.log().host(), scheduledTail)) {
            return;
        }
        try {
            executor.execute(() -> scheduledTail.take(tail, blocking));
        } catch (RejectedExecutionException e) {
            if (blocking) {
                leave(tail.log().host());
            }
            LOGGER.log(Level.ERROR, "The tail of " + tail.log() + " has ended: no thread is available.", e);
            tail.abandon();
            scheduledTail.after(Tail.OVER);
        }
    }

    /** Whether a turn that may block on the host can begin now; otherwise it gets the next free place. */
    private boolean enter(String host, ScheduledTail scheduledTail) {
        synchronized (hosts) {
            HostSlots places = hosts.computeIfAbsent(host, name -> new HostSlots());
            if (places.taken < OF_HOST) {
                places.taken++;
                return true;
            }
            places.queue.add(scheduledTail);
            return false;
        }
    }

    private void leave(String host) {
        ScheduledTail next = null;
        synchronized (hosts) {
            HostSlots places = hosts.get(host);
            if (places != null) {
                places.taken--;
                next = places.queue.poll();
                if (places.taken == 0 && next == null) {
                    hosts.remove(host);
                }
            }
        }
        if (next != null) {
            submit(next);
        }
    }
}
