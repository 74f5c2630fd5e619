package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets searches take turns at the processors, since what they do with them takes time from live logs: few work at once and of one person one,
 * people in turn; and who has worked rests for as long before the next one begins. So all searches together take half of these few processors, and each
 * person an equal part of that, whatever they look for. Safe for any thread.
 *
 * <p>Decided against: lower priorities of threads, which Java does not pass on to Linux.
 */
public final class SearchScheduler {
    /** How long a search works in one go. */
    static final long TURN_NANOS = 5_000_000L;
    /** Longest that it rests, when it could not be interrupted for longer. */
    static final long LONGEST_REST_NANOS = 200_000_000L;

    private final int atOnce;
    private final LongSupplier nanos;
    private final RestTimer rest;

    @GuardedBy("this")
    private final Map<String, ArrayDeque<SearchWork>> waiting = new LinkedHashMap<>(); // who is next comes first

    @GuardedBy("this")
    private final Map<String, SearchWork> working = new HashMap<>();

    /** Waits for so long. */
    @FunctionalInterface
    interface RestTimer {
        void nanos(long time) throws InterruptedException;
    }

    /** @param atOnce searches that work at the same time */
    SearchScheduler(int atOnce, LongSupplier nanos, RestTimer rest) {
        this.atOnce = atOnce;
        this.nanos = nanos;
        this.rest = rest;
    }

    /** For a machine with so many processors. */
    public static SearchScheduler on(int processors) {
        return new SearchScheduler(Math.max(1, processors / 2), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** For one search of somebody. */
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

    /** Whether it worked or still waited. */
    synchronized void leave(SearchWork work) {
        if (working.remove(work.person, work)) {
            ArrayDeque<SearchWork> theirs = waiting.remove(work.person);
            if (theirs != null) {
                waiting.put(work.person, theirs); // behind the others
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

    /** What one search does with a processor. For one thread. */
    public final class SearchWork {
        private final String person;

        private long begun;

        private SearchWork(String person) {
            this.person = person;
        }

        /** Waits for its turn. {@link #end} must follow unless this throws. */
        void begin() throws InterruptedException {
            ask(this);
            await(this);
            begun = nanos.getAsLong();
        }

        /** To be called often between begin and end; if it throws, it has ended. */
        void step() throws InterruptedException {
            if (nanos.getAsLong() - begun >= TURN_NANOS) {
                end();
                begin();
            }
        }

        /** May be called twice. */
        void end() throws InterruptedException {
            try {
                if (isWorking()) {
                    rest.nanos(Math.min(LONGEST_REST_NANOS, nanos.getAsLong() - begun));
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
