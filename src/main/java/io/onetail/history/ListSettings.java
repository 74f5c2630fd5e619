package io.onetail.history;

/**
 * How logs are listed. Immutable.
 *
 * @param limit maximum number of files listed for one host; a longer listing is cut short and says so
 */
public record ListSettings(int limit) {
    public ListSettings {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a listing must be positive, got " + limit);
        }
    }
}
