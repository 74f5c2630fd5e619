package io.onetail.history;

/**
 * How much may be read at once for those who take logs away.
 *
 * @param perHost downloads under way on one host
 * @param perServer the same on all hosts together; each takes one of the application server's threads
 */
public record HistorySettings(int perHost, int perServer) {
    public HistorySettings {
        if (perHost < 1 || perServer < 1) {
            throw new IllegalArgumentException("limits of downloads must be positive");
        }
    }
}
