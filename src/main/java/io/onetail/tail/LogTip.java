package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a log ends: its newest known byte, and the file of that byte. Immutable.
 *
 * @param end the position after the newest entry
 * @param file null for a command
 */
public record LogTip(Position end, @Nullable FileId file) {
    /** The place in the file of the first byte that is not known yet. */
    long place() {
        return file == null ? end.offset() : file.place(end.offset());
    }

    /** The later of the two; either may be null. */
    static @Nullable LogTip later(@Nullable LogTip one, @Nullable LogTip other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.end.compareTo(one.end) > 0 ? other : one;
    }
}
