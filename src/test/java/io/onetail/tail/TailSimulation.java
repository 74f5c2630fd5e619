package io.onetail.tail;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeHost;
import io.onetail.testing.FakeJournal;
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
import org.jspecify.annotations.Nullable;

/**
 * A tail on the test's own thread: between its turns the clock moves, and what the test has planned for that moment happens. So nothing
 * sleeps, and every run is the same.
 */
final class TailSimulation {
    static final LogId LOG = new LogId("web", "/log/app.log");
    static final String APP = "/log/app.log";
    private static final long DAY = Duration.ofDays(1).toNanos();

    private record Event(long at, int order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Integer.compare(a.order, b.order));
    private int order;
    private boolean woken;
    long now; // ns
    final FakeJournal journal = new FakeJournal(() -> now / 1_000_000);
    final FakeHost host = new FakeHost(() -> 1_000_000 + now / 1_000_000);

    @Nullable
    LogTip memory;

    /** What this server's viewers are told. */
    final Map<JournalOperation, String> hindered = new EnumMap<>(JournalOperation.class);

    boolean awaited; // by a viewer that was here before
    long settledAt; // ns

    TailSettings settings = TailSettings.DEFAULT;
    List<String> globs = List.of("/log/*.log");
    StderrMode errors = StderrMode.MERGE; // of the command
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
                                false,
                                Map.of("cmd", errors))),
                        List.of()),
                new TailContext.LogMemory() {
                    @Override
                    public LogTip last(LogId log) {
                        return memory;
                    }

                    @Override
                    public boolean isAwaited(LogId log) {
                        return awaited;
                    }

                    @Override
                    public void hindered(LogId log, JournalOperation operation, @Nullable String reason) {
                        if (reason == null) {
                            hindered.remove(operation);
                        } else {
                            hindered.put(operation, reason);
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

    Tail tail(LogId log, String owner) {
        return new Tail(log, context(owner), () -> woken = true);
    }

    Tail tail(LogId log) {
        return tail(log, "me");
    }

    /** Does something at that time, in seconds. */
    TailSimulation at(double seconds, Runnable action) {
        events.add(new Event((long) (seconds * 1e9), order++, action));
        return this;
    }

    /** Runs the tail, and stops it at that time, in seconds. */
    TailSimulation until(double seconds) {
        at(seconds, () -> tail.stop());
        run();
        return this;
    }

    void run() {
        run(tail);
    }

    void run(Tail one) {
        int hurries = 0;
        while (true) {
            woken = false;
            long wait = one.turn();
            if (wait == Tail.OVER) {
                return;
            }
            hurries = wait == 0 ? hurries + 1 : 0;
            if (now > DAY || hurries > 10_000) {
                throw new AssertionError("the tail does not end");
            }
            pass(wait);
        }
    }

    String text() {
        return Text.of(journal.published);
    }

    /** The phases that were announced, in order. */
    List<String> phases() {
        ArrayDeque<String> phases = new ArrayDeque<>();
        journal.states.forEach(state -> {
            if (!state.phase().code().equals(phases.peekLast())) {
                phases.add(state.phase().code());
            }
        });
        return List.copyOf(phases);
    }

    /** Moves the clock until the tail is woken, or to the end of its wait. */
    private void pass(long nanos) {
        long end = now + nanos;
        host.pump();
        while (!woken && now < end) {
            Event next = events.peek();
            if (next != null && next.at <= end) {
                events.poll();
                now = Math.max(now, next.at);
                next.action.run();
            } else {
                now = end;
            }
            host.pump();
        }
    }
}
