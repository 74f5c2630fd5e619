package io.onetail.tail;

import io.onetail.protocol.LivenessTimes;
import java.time.Duration;

/**
 * How logs are tailed.
 *
 * @param lease how long a server owns a log without renewing; a dead server's logs pause this long
 * @param preroll bytes before the end of the file to begin with, so that the first viewers' last lines are at hand
 * @param catchUp most bytes to catch up after an interruption; more is skipped with a gap
 * @param lineHold how long the begin of a line waits for its rest
 * @param buffer most bytes between the host and Redis, for each tail
 */
public record TailSettings(Duration lease, int preroll, long catchUp, Duration lineHold, int buffer) {
    public static final TailSettings DEFAULT =
            new TailSettings(LivenessTimes.DEFAULT.lease(), 128 << 10, 256L << 20, Duration.ofSeconds(1), 4 << 20);

    public TailSettings {
        if (lease.toMillis() < 1000 || lease.toMinutes() > 10) {
            throw new IllegalArgumentException("the lease must be from 1s to 10m, got " + lease);
        }
        if (preroll < 0 || catchUp < preroll || lineHold.isNegative() || buffer < 256 << 10) {
            throw new IllegalArgumentException(
                    "preroll must not be negative nor above catchUp, lineHold not negative, and"
                            + " buffer at least 256 KiB");
        }
    }
}
