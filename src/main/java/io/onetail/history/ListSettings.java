package io.onetail.history;

/**
 * How logs are listed.
 *
 * @param limit most files that are listed for one host; beyond that the listing says that there are more
 */
public record ListSettings(int limit) {
    public ListSettings {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a listing must be positive, got " + limit);
        }
    }
}
