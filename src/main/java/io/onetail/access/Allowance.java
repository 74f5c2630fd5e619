package io.onetail.access;

import java.time.Duration;
import java.time.Instant;

/** How often something may happen: some times at once, and once more after each interval. Safe for any thread. */
final class Allowance {
    private final int most;
    private final Duration interval;
    private double left;
    private Instant counted = Instant.EPOCH;

    Allowance(int most, Duration interval) {
        this.most = most;
        this.interval = interval;
    }

    /** @return whether it may happen now */
    synchronized boolean take(Instant now) {
        if (now.isAfter(counted)) { // a clock may be set back
            double more = (double) Duration.between(counted, now).toMillis() / interval.toMillis();
            left = Math.min(most, left + more);
            counted = now;
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
