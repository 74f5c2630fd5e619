package io.onetail.history;

import java.time.Duration;

/**
 * How much of older lines may be asked for at once.
 *
 * @param perHost downloads and searches under way on one host
 * @param perServer the same on all hosts together; each takes one of the application server's threads
 * @param searchHits most lines that one search answers with
 * @param searchBytes about how much one search reads at most
 * @param sendTimeout how long a client may take nothing
 */
public record HistorySettings(int perHost, int perServer, int searchHits, long searchBytes, Duration sendTimeout) {
    public HistorySettings {
        if (perHost < 1 || perServer < 1 || searchHits < 1 || searchBytes < 1 || sendTimeout.toNanos() <= 0) {
            throw new IllegalArgumentException("limits of downloads and searches must be positive");
        }
    }
}
