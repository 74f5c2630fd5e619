package io.onetail.tail;

import io.onetail.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a log is: its newest known byte and the file that byte is in.
 *
 * @param end position behind the newest entry
 * @param file null for a command
 */
public record Known(Position end, @Nullable FileId file) {
    /** The later of the two; either may be null. */
    static @Nullable Known later(@Nullable Known one, @Nullable Known other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.end.compareTo(one.end) > 0 ? other : one;
    }
}
