package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shares processors among searches, and keeps searches from delaying live logs. Only a few searches work at once, only
 * one for each person, and people take turns. A search that has worked rests for as long before the next one begins. So
 * all searches together take half of these few processors, and each person an equal share of that. Safe for any thread.
 *
 * <p>Decided against: lower priorities of threads, which Java does not apply on Linux.
 */
public final class SearchScheduler {
    /** How long a search works in one turn. */
    static final long TURN_NANOS = 5_000_000L;
    /** The longest rest, after a turn that could not be interrupted for longer. */
    static final long LONGEST_REST_NANOS = 200_000_000L;

    private final int atOnce;
    private final LongSupplier nanos;
    private final Sleeper sleeper;

    @GuardedBy("this")
    private final Map<String, ArrayDeque<SearchWork>> waiting = new LinkedHashMap<>(); // in the order of turns

    @GuardedBy("this")
    private final Map<String, SearchWork> working = new HashMap<>();

    /** Sleeps for a time in nanoseconds. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    /** @param atOnce number of searches that work at the same time */
    SearchScheduler(int atOnce, LongSupplier nanos, Sleeper sleeper) {
        this.atOnce = atOnce;
        this.nanos = nanos;
        this.sleeper = sleeper;
    }

    /** Makes a scheduler for a machine with so many processors. */
    public static SearchScheduler on(int processors) {
        return new SearchScheduler(Math.max(1, processors / 2), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** Registers a search of a person; it works in the turns of that person. */
    public SearchWork of(String person) {
        return new SearchWork(person);
    }

    synchronized void ask(SearchWork work) {
        waiting.computeIfAbsent(work.person, person -> new ArrayDeque<>()).add(work);
        grant();
    }

    private synchronized void await(SearchWork work) throws InterruptedException {
        try {
            while (!isWorking(work)) {
                wait();
            }
        } catch (InterruptedException e) {
            leave(work);
            throw e;
        }
    }

    /** Ends a turn, or the wait for one. */
    synchronized void leave(SearchWork work) {
        if (working.remove(work.person, work)) {
            ArrayDeque<SearchWork> theirs = waiting.remove(work.person);
            if (theirs != null) {
                waiting.put(work.person, theirs); // after the others
            }
            grant();
        } else {
            waiting.computeIfPresent(work.person, (person, line) -> line.remove(work) && line.isEmpty() ? null : line);
        }
    }

    private synchronized boolean isWorking(SearchWork work) {
        return working.get(work.person) == work;
    }

    @GuardedBy("this")
    private void grant() {
        Map<String, ArrayDeque<SearchWork>> more = new LinkedHashMap<>();
        var people = waiting.entrySet().iterator();
        while (working.size() < atOnce && people.hasNext()) {
            Map.Entry<String, ArrayDeque<SearchWork>> next = people.next();
            if (!working.containsKey(next.getKey())) {
                working.put(next.getKey(), next.getValue().remove());
                people.remove();
                if (!next.getValue().isEmpty()) {
                    more.put(next.getKey(), next.getValue());
                }
            }
        }
        waiting.putAll(more);
        notifyAll();
    }

    /** The work of one search. For one thread. */
    public final class SearchWork {
        private final String person;

        private long begun;

        private SearchWork(String person) {
            this.person = person;
        }

        /** Waits for a turn. {@link #end} must follow unless this throws. */
        void begin() throws InterruptedException {
            ask(this);
            await(this);
            begun = nanos.getAsLong();
        }

        /**
         * Ends the turn and waits for another if it has lasted long enough. To be called often; if it throws, the turn
         * has ended.
         */
        void step() throws InterruptedException {
            if (nanos.getAsLong() - begun >= TURN_NANOS) {
                end();
                begin();
            }
        }

        /** Rests, then ends the turn. May be called twice. */
        void end() throws InterruptedException {
            try {
                if (isWorking()) {
                    sleeper.sleep(Math.min(LONGEST_REST_NANOS, nanos.getAsLong() - begun));
                }
            } finally {
                leave(this);
            }
        }

        boolean isWorking() {
            return SearchScheduler.this.isWorking(this);
        }
    }
}
