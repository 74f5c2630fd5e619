package io.onetail.tail;

import java.time.Instant;

/**
 * A file that a listing found. Immutable.
 *
 * @param path absolute, as found: links are not resolved
 * @param size in bytes
 * @param modified time of the last change. File systems store any number; a time outside the years 1 to 9999 becomes the first or the last
 *     moment of them
 */
public record FoundFile(String path, long size, Instant modified) {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public FoundFile {
        modified = modified.isBefore(FIRST) ? FIRST : modified.isAfter(LAST) ? LAST : modified;
    }
}
