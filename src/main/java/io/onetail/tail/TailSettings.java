package io.onetail.tail;

import io.onetail.protocol.LivenessTimes;
import java.time.Duration;

/**
 * How logs are tailed. Immutable.
 *
 * @param lease how long a server owns a log without renewing the lease, from 1 s to 10 min; the logs of a server that dies pause for this
 *     time
 * @param preroll how many bytes before the end of the file to begin, so that the first viewers get the last lines
 * @param catchUp the most bytes to catch up after an interruption; if there are more, the oldest are skipped with a gap
 * @param lineHold how long the beginning of a line waits for the rest of it
 * @param buffer the most bytes between the host and Redis, for each tail
 */
public record TailSettings(Duration lease, int preroll, long catchUp, Duration lineHold, int buffer) {
    /** The defaults of the settings, for tests and fallbacks. */
    public static final TailSettings DEFAULT =
            new TailSettings(LivenessTimes.DEFAULT.lease(), 128 << 10, 256L << 20, Duration.ofSeconds(1), 4 << 20);

    public TailSettings {
        if (lease.toMillis() < 1000 || lease.toMinutes() > 10) {
            throw new IllegalArgumentException("lease is " + lease + ", expected from 1s to 10m");
        }
        if (preroll < 0 || catchUp < preroll || lineHold.isNegative() || buffer < 256 << 10) {
            throw new IllegalArgumentException(
                    "expected preroll from 0 to catchUp, lineHold of at least 0, and buffer of at least 256 KiB");
        }
    }
}
