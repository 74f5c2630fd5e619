package io.onetail.relay;

import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Position;

/** What a reader at some place of a log gets next. */
sealed interface NextStep {
    /** The entry that leads on from there. */
    record EntryStep(LogEntry entry) implements NextStep {}

    /**
     * That place is not kept any more.
     *
     * @param first the oldest position that is kept
     * @param ahead where a reader that was too slow goes on, so that it is not too slow again at once
     */
    record LagRecovery(Position first, Position ahead) implements NextStep {}
}
