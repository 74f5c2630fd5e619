package io.onetail.tail.local;

import java.util.concurrent.TimeUnit;

/** How often the bytes of two lives of a log may alternate, so that two writers at work together do not make a change for each line. For one thread. */
final class LifeAlternation {
    private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);
    /** After so many changes the pause is doubled. */
    private static final int SEVERAL = 4;
    /** After so long without a change the pause is the shortest again. */
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

    /** When late bytes began to wait. */
    long last() {
        return last;
    }

    /** A later life is read: late bytes wait from now on. */
    void begun(long now) {
        last = now;
    }
}
