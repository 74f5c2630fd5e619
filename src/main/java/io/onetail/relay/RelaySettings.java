package io.onetail.relay;

import java.time.Duration;

/**
 * How a server keeps and gives out logs.
 *
 * @param recentBytes most bytes of recent chunks kept for each log
 * @param recentBytesTotal most bytes of recent chunks kept for all logs together
 * @param linger how long a log is kept after its last viewer has left
 * @param backfill most bytes that a view reads from the file itself to close a hole; more is a gap
 * @param maxLogs most logs with viewers at a time, or lingering: each may take a thread, a channel on the host and keys in Redis
 */
public record RelaySettings(int recentBytes, long recentBytesTotal, Duration linger, long backfill, int maxLogs) {
    public static final RelaySettings DEFAULT =
            new RelaySettings(16 << 20, 256L << 20, Duration.ofSeconds(10), 64L << 20, 5_000);

    public RelaySettings {
        if (recentBytes < 256 << 10
                || recentBytesTotal < recentBytes
                || linger.isNegative()
                || backfill < 0
                || maxLogs < 1) {
            throw new IllegalArgumentException(
                    "recentBytes must be at least 256 KiB, recentBytesTotal not below it, linger and"
                            + " backfill not negative, maxLogs at least 1");
        }
    }
}
