package io.onetail.relay;

import io.onetail.protocol.LivenessTimes;
import java.time.Duration;

/**
 * How a server keeps the logs that it has viewers of. Immutable.
 *
 * @param recentBytes maximum size of recent entries kept for each log, in bytes
 * @param recentBytesTotal the same for all logs together, in bytes
 * @param linger how long a log is kept after its last view has closed
 * @param backfill maximum number of bytes that a view reads from the file to close a hole; a larger hole becomes a gap
 * @param maxLogs maximum number of logs with views or lingering: each has a channel here, and may have a tail, a place
 *     in its host's reader, and keys in Redis
 * @param takeover after which a log whose server has died has another one
 */
public record RelaySettings(
        int recentBytes, long recentBytesTotal, Duration linger, long backfill, int maxLogs, Duration takeover) {
    /** The defaults of the configuration. */
    public static final RelaySettings DEFAULT = new RelaySettings(
            16 << 20, 256L << 20, Duration.ofSeconds(10), 64L << 20, 5_000, LivenessTimes.DEFAULT.takeover());

    public RelaySettings {
        if (recentBytes < 256 << 10
                || recentBytesTotal < recentBytes
                || linger.isNegative()
                || backfill < 0
                || maxLogs < 1
                || takeover.isNegative()) {
            throw new IllegalArgumentException(
                    "recentBytes must be at least 256 KiB, recentBytesTotal at least recentBytes, linger,"
                            + " backfill and takeover not negative, maxLogs at least 1");
        }
    }
}
