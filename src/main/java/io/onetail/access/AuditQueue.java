package io.onetail.access;

import io.onetail.tail.Journal.JournalException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Audit events on their way to Redis. They wait in a bounded queue, which {@link #drain} empties, so adding one never
 * blocks. What does not fit, because Redis is unreachable or too slow, is in the server's log only, and the log says
 * how many events that concerns. {@link #add} is safe for any thread, {@link #drain} for one at a time.
 */
public final class AuditQueue implements AuditLog.EventStore {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 200;

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<List<String>> sink;
    private List<String> batch = new ArrayList<>();
    private boolean down;

    /** @param sink appends to the stream, or throws a {@link JournalException} */
    public AuditQueue(Consumer<List<String>> sink) {
        this.sink = sink;
    }

    @Override
    public void add(String json) {
        if (!waiting.offer(json)) {
            lost.incrementAndGet();
        }
    }

    /** Passes on all waiting events. Blocks up to Redis' time-out. */
    public void drain() {
        try {
            while (!batch.isEmpty() || waiting.drainTo(batch, BATCH) > 0) {
                sink.accept(List.copyOf(batch));
                batch = new ArrayList<>();
                if (down) {
                    down = false;
                    LOGGER.log(
                            Level.INFO,
                            "Audit events reach Redis again; {0} are in the server''s log only.",
                            lost.getAndSet(0));
                }
            }
            long more = lost.getAndSet(0);
            if (more > 0) {
                LOGGER.log(
                        Level.WARNING,
                        "Audit events arrive faster than Redis takes them; {0} are in the server''s log only.",
                        more);
            }
        } catch (JournalException e) {
            if (!down) {
                down = true;
                LOGGER.log(
                        Level.WARNING,
                        "Audit events do not reach Redis, and are in the server''s log only: {0}",
                        e.getMessage());
            }
        }
    }
}
