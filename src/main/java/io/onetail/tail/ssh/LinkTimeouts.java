package io.onetail.tail.ssh;

import io.onetail.protocol.LivenessTimes;
import java.time.Duration;

/**
 * The time-outs of a {@link ReaderLink}.
 *
 * @param timeout for the start of a reader, and for each answer
 * @param idle how long a link is kept while nothing is under way
 * @param tick the time between two ticks
 * @param silence after this long without any output a reader is given up
 */
record LinkTimeouts(Duration timeout, Duration idle, Duration tick, Duration silence) {
    /** A reader in {@code sh} checks its files once for each tick. */
    private static final int SHELL_TICKS = 5;

    static LinkTimeouts of(Duration timeout, Duration idle) {
        return new LinkTimeouts(
                timeout, idle, LivenessTimes.DEFAULT.readerTick(), LivenessTimes.DEFAULT.readerSilence());
    }

    Duration tick(boolean shell) {
        return shell ? tick.dividedBy(SHELL_TICKS) : tick;
    }
}
