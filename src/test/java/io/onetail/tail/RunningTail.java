package io.onetail.tail;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.protocol.LogId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The tail of a real file, with a real reader and a thread of its own for its turns. Begins at once. For one thread. */
final class RunningTail {
    private final Semaphore woken = new Semaphore(0);
    private final Tail tail;
    private final Thread turns;

    /** What reads a host's files. */
    interface Readers {
        HostReader of(Glob glob);
    }

    RunningTail(Path file, Journal journal, HostReader reader) {
        this.tail = new Tail(new LogId("here", file.toString()), context(journal, reader), woken::release);
        this.turns = new Thread(this::turn);
        turns.start();
    }

    /** Ends it as one with which another server goes on. */
    void leave() {
        tail.leave();
        awaitEnd();
    }

    /** Ends it as one that nobody views any more. */
    void stop() {
        tail.stop();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            turns.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void turn() {
        try {
            for (long next = tail.turn(); next != Tail.OVER; next = tail.turn()) {
                if (woken.tryAcquire(next, TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TailContext context(Journal journal, HostReader reader) {
        Host host = new Host(
                "here", null, Map.of(), null, List.of("/**"), Map.of(), StandardCharsets.UTF_8, Map.of(), false);
        return new TailContext(
                "me",
                new TailSettings(Duration.ofSeconds(5), 1 << 20, 64 << 20, Duration.ofSeconds(1), 256 << 10),
                journal,
                name -> reader,
                () -> new Catalog(List.of(host), List.of()),
                id -> null,
                Clock.systemUTC(),
                System::nanoTime,
                () -> 0);
    }
}
