package io.onetail.tail;

import java.time.Duration;

/**
 * How long to wait before a command that has ended by itself is run again: 2 s, doubling to 5 minutes, and 2 s again after a run of more
 * than a minute. For one thread.
 */
final class RerunBackoff {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration LONG_RUN = Duration.ofMinutes(1);

    private Duration last = Duration.ZERO;

    /** @param run how long the last run took */
    Duration next(Duration run) {
        Duration doubled = last.multipliedBy(2);
        if (last.isZero() || run.compareTo(LONG_RUN) > 0) {
            last = FIRST;
        } else {
            last = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        }
        return last;
    }
}
