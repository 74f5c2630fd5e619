package io.onetail.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Limits how often something may happen: {@code most} times at once, and once more after each interval. Safe for any
 * thread.
 */
public final class TokenBucket {
    private final double most;
    private final double interval;

    @GuardedBy("this")
    private double left;

    @GuardedBy("this")
    private long filled;

    /**
     * Starts full.
     *
     * @param interval nanoseconds
     * @param now nanoseconds of any clock, the same for all calls
     */
    public TokenBucket(double most, double interval, long now) {
        this.most = most;
        this.interval = interval;
        this.left = most;
        this.filled = now;
    }

    /** @return whether it may happen now */
    public synchronized boolean take(long now) {
        fill(now);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** Whether nothing is used up, as at the start. */
    public synchronized boolean isFull(long now) {
        fill(now);
        return left >= most;
    }

    @GuardedBy("this")
    private void fill(long now) {
        if (now - filled > 0) { // a clock may be set back
            left = Math.min(most, left + (now - filled) / interval);
            filled = now;
        }
    }
}
