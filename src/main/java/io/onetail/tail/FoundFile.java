package io.onetail.tail;

import java.time.Instant;

/**
 * A file that a listing found.
 *
 * @param path absolute, as found: links are not resolved
 * @param size length in bytes
 * @param modified time of the last change; what no calendar has, as file systems keep any number, becomes the first or last moment that
 *     all have
 */
public record FoundFile(String path, long size, Instant modified) {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public FoundFile {
        modified = modified.isBefore(FIRST) ? FIRST : modified.isAfter(LAST) ? LAST : modified;
    }
}
