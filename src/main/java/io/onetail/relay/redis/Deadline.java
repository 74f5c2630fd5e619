package io.onetail.relay.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment by which something must be over. Immutable. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** This deadline, or the one after {@code time} if that is sooner. */
    Deadline within(Duration time) {
        Deadline other = in(time);
        return other.nanos - nanos < 0 ? other : this;
    }

    boolean over() {
        return nanos - System.nanoTime() <= 0;
    }

    /** Milliseconds that are left, at least 1: to a socket, 0 means no limit. */
    int millis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime()));
    }
}
