package io.onetail.tail.ssh;

import io.onetail.protocol.LivenessTimes;
import java.time.Duration;

/**
 * How long a {@link ReaderLink} takes for what.
 *
 * @param timeout for the start of a reader, and for each answer
 * @param idle how long it is kept when nothing is under way
 * @param tick between two ticks
 * @param silence after which a reader that says nothing at all is given up
 */
record LinkTimeouts(Duration timeout, Duration idle, Duration tick, Duration silence) {
    /** A reader in {@code sh} looks at its files once for each tick. */
    private static final int SHELL_TICKS = 5;

    static LinkTimeouts of(Duration timeout, Duration idle) {
        return new LinkTimeouts(
                timeout, idle, LivenessTimes.DEFAULT.readerTick(), LivenessTimes.DEFAULT.readerSilence());
    }

    Duration tick(boolean shell) {
        return shell ? tick.dividedBy(SHELL_TICKS) : tick;
    }
}
