package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisConnection.RawSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections that are past their deadline. Reads have the socket's time-out. This is for writes, which have none and block when the
 * peer no longer reads, and for replies and TLS handshakes that come byte by byte. Safe for any thread.
 */
final class WriteTimeouts implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Map<RawSocket, Deadline> busy = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> looking;

    WriteTimeouts(ScheduledExecutorService timer) {
        this.looking = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(RawSocket rawSocket, Deadline deadline) {
        busy.put(rawSocket, deadline);
    }

    void remove(RawSocket rawSocket) {
        busy.remove(rawSocket);
    }

    private void look() {
        busy.forEach((rawSocket, deadline) -> {
            if (deadline.over()) {
                rawSocket.cut();
            }
        });
    }

    @Override
    public void close() {
        looking.cancel(false);
        busy.keySet().forEach(RawSocket::cut);
    }
}
