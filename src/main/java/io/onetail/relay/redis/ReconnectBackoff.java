package io.onetail.relay.redis;

import io.onetail.protocol.LivenessTimes;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt to connect: 200 ms, growing to 2 s, at random up to a quarter more or less. For one thread. */
final class ReconnectBackoff {
    private static final long FIRST = 200;
    /** A quarter of it may come on top. */
    private static final long LONGEST = LivenessTimes.DEFAULT.redisRetry().toMillis() * 4 / 5;
    /** A connection that lasted for a shorter time, in ms, does not count as a success. */
    private static final long LASTING = 1000;

    private long next = FIRST;
    private long connectedAt;
    private boolean connected;

    void connected() {
        connected = true;
        connectedAt = System.nanoTime();
    }

    void lost() {
        if (connected && System.nanoTime() - connectedAt > LASTING * 1_000_000) {
            next = FIRST;
        }
        connected = false;
    }

    /** Milliseconds. */
    long next() {
        long now = next;
        next = Math.min(LONGEST, next * 3 / 2);
        return now * 3 / 4 + ThreadLocalRandom.current().nextLong(now / 2 + 1);
    }
}
