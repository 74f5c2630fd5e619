package io.onetail.relay;

import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Position;

/** What a view at a position of a log gets next. */
sealed interface NextStep {
    /** The entry that begins at the position. */
    record EntryStep(LogEntry entry) implements NextStep {}

    /**
     * The position is not kept in memory any more.
     *
     * @param first the oldest position that is kept
     * @param ahead where a view that was too slow continues, so that it does not fall behind again at once
     */
    record LagRecovery(Position first, Position ahead) implements NextStep {}
}
