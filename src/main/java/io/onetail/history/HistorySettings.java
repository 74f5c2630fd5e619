package io.onetail.history;

import java.time.Duration;

/**
 * Limits of downloads and searches. Immutable.
 *
 * @param perHost maximum number of downloads and searches at a time on one host
 * @param perServer the same for all hosts together; each occupies one of the application server's threads
 * @param searchHits maximum number of lines that one search returns
 * @param searchBytes approximate maximum of what one search reads, in bytes
 * @param sendTimeout how long a client may accept no data
 */
public record HistorySettings(int perHost, int perServer, int searchHits, long searchBytes, Duration sendTimeout) {
    public HistorySettings {
        if (perHost < 1 || perServer < 1 || searchHits < 1 || searchBytes < 1 || sendTimeout.toNanos() <= 0) {
            throw new IllegalArgumentException("limits of downloads and searches must be positive");
        }
    }
}
