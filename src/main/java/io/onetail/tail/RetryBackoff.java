package io.onetail.tail;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt. The wait doubles from 250 ms to 2 s during the first minute of failures, so that a host that
 * was restarted is back within seconds, and then on to 30 s. Up to a quarter of it is random, so that many tails do not retry at once. For
 * one thread.
 */
final class RetryBackoff {
    private static final long FIRST = 250;
    private static final long SOON = 2_000;
    private static final long MOST = 30_000;
    private static final long PATIENT = 60_000;

    private final DoubleSupplier random;
    private long wait;
    private long waited;

    /** @param random values from 0 to 1 */
    RetryBackoff(DoubleSupplier random) {
        this.random = random;
    }

    Duration next() {
        wait = wait == 0 ? FIRST : Math.min(wait * 2, waited < PATIENT ? SOON : MOST);
        waited += wait;
        return Duration.ofMillis(wait - (long) (wait * 0.25 * random.getAsDouble()));
    }

    void reset() {
        wait = 0;
        waited = 0;
    }
}
