package io.onetail.relay.redis;

import io.onetail.relay.redis.Link.Line;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections that are past their deadline. Reads have the socket's time-out; this is for a write that blocks because
 * the peer takes nothing any more, and for a TLS handshake that trickles. Any thread.
 */
final class Lines implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Map<Line, Deadline> busy = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> looking;

    Lines(ScheduledExecutorService timer) {
        this.looking = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(Line line, Deadline deadline) {
        busy.put(line, deadline);
    }

    void remove(Line line) {
        busy.remove(line);
    }

    private void look() {
        busy.forEach((line, deadline) -> {
            if (deadline.over()) {
                line.cut();
            }
        });
    }

    @Override
    public void close() {
        looking.cancel(false);
        busy.keySet().forEach(Line::cut);
    }
}
