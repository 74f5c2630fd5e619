package io.onetail.tail.local;

import java.util.concurrent.TimeUnit;

/**
 * Limits how often the bytes of two lives of a log alternate, so that two writers that are active at the same time do not cause a change
 * for each line. For one thread.
 */
final class AlternationThrottle {
    private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    /** After this many changes the pause doubles. */
    private static final int SEVERAL = 4;
    /** After this long without a change, in nanoseconds, the pause is the shortest again. */
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(1);

    private long last;
    private long pause = SHORTEST;
    private int changes;

    boolean mayChange(long now) {
        return now - last >= pause;
    }

    void changed(long now) {
        if (now - last > FORGOTTEN) {
            pause = SHORTEST;
            changes = 0;
        }
        last = now;
        if (++changes % SEVERAL == 0) {
            pause = Math.min(2 * pause, LONGEST);
        }
    }

    /** When late bytes started to wait, nanoseconds. */
    long last() {
        return last;
    }

    /** A later life is read: late bytes wait from now on. */
    void begun(long now) {
        last = now;
    }
}
