package io.onetail.tail;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeJournal;
import io.onetail.testing.FakeTransport;
import io.onetail.testing.Text;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A tail on the test's own thread: whenever it waits, the clock moves and what the test has planned for that moment
 * happens. So nothing sleeps, and every run is the same.
 */
final class Play implements Waiting {
    static final LogId LOG = new LogId("web", "/log/app.log");
    static final String APP = "/log/app.log";
    private static final long DAY = Duration.ofDays(1).toNanos();

    private record Event(long at, int order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Integer.compare(a.order, b.order));
    private int order;
    private boolean inEvent;
    long now; // ns
    final FakeJournal journal = new FakeJournal(() -> now / 1_000_000);
    final FakeTransport host = new FakeTransport(() -> 1_000_000 + now / 1_000_000);

    @Nullable
    Known memory;

    /** What this server's viewers are told of it. */
    final Map<Hindrance, String> hindered = new EnumMap<>(Hindrance.class);

    boolean awaited; // by a viewer who was here before
    long settledAt; // ns

    TailSettings settings = TailSettings.DEFAULT;
    List<String> globs = List.of("/log/*.log");
    Tail tail = tail(LOG);

    TailContext context(String owner) {
        return new TailContext(
                owner,
                settings,
                journal,
                name -> host,
                () -> new Catalog(
                        List.of(new Host(
                                "web",
                                null,
                                Map.of(),
                                null,
                                globs,
                                Map.of("cmd", "journalctl -f"),
                                StandardCharsets.UTF_8,
                                Map.of(),
                                false)),
                        List.of()),
                new TailContext.Memory() {
                    @Override
                    public Known last(LogId log) {
                        return memory;
                    }

                    @Override
                    public boolean isAwaited(LogId log) {
                        return awaited;
                    }

                    @Override
                    public void hindered(LogId log, Hindrance part, @Nullable String reason) {
                        if (reason == null) {
                            hindered.remove(part);
                        } else {
                            hindered.put(part, reason);
                        }
                    }

                    @Override
                    public Duration untilSettled() {
                        return Duration.ofNanos(Math.max(0, settledAt - now));
                    }
                },
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return Instant.ofEpochMilli(1_000_000 + now / 1_000_000);
                    }
                },
                () -> now,
                () -> 0);
    }

    Tail tail(LogId log) {
        return new Tail(log, context("me"), this);
    }

    /** Something happens at that many seconds. */
    Play at(double seconds, Runnable action) {
        events.add(new Event((long) (seconds * 1e9), order++, action));
        return this;
    }

    /** Runs the tail, and stops it at that many seconds. */
    Play until(double seconds) {
        at(seconds, () -> tail.stop());
        run();
        return this;
    }

    void run() {
        tail.run();
    }

    String text() {
        return Text.of(journal.published);
    }

    /** The phases that were told, one after the other. */
    List<String> phases() {
        ArrayDeque<String> phases = new ArrayDeque<>();
        journal.states.forEach(state -> {
            if (!state.phase().code().equals(phases.peekLast())) {
                phases.add(state.phase().code());
            }
        });
        return List.copyOf(phases);
    }

    @Override
    public long await(Condition condition, long nanos) throws InterruptedException {
        if (inEvent) { // a follower whose intake is full
            now += nanos;
            return 0;
        }
        return pass(nanos);
    }

    @Override
    public boolean await(CountDownLatch latch, Duration most) throws InterruptedException {
        long end = now + most.toNanos();
        while (latch.getCount() > 0 && now < end) {
            pass(end - now);
        }
        return latch.getCount() == 0;
    }

    /** Moves the clock to the next event, or to the end of the wait; returns what is left of it. */
    private long pass(long nanos) throws InterruptedException {
        interrupted();
        if (now > DAY) {
            throw new AssertionError("the tail goes on for ever");
        }
        long end = now + nanos;
        Event next = events.peek();
        inEvent = true;
        try {
            if (host.pump()) { // a follower that has just begun reads at once
                return nanos;
            }
            if (next != null && next.at <= end) {
                events.poll();
                now = Math.max(now, next.at);
                next.action.run();
            } else {
                now = end;
            }
            host.pump();
        } finally {
            inEvent = false;
        }
        interrupted();
        return end - now;
    }

    private static void interrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
