package io.onetail.tail;

import io.onetail.catalog.Catalog;
import io.onetail.protocol.LogId;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every tail of this server works with; all of it is safe for any thread and owned by somebody else.
 *
 * @param owner this server's name in leases, unique in the cluster and new at each start
 * @param memory what this server itself has seen of a log, for when the journal has lost it
 * @param clock gives new generations their number
 * @param nanos monotonic time
 * @param random from 0 to 1, for back-off
 */
public record TailContext(
        String owner,
        TailSettings settings,
        Journal journal,
        HostReaders readers,
        Supplier<Catalog> catalog,
        LogMemory memory,
        Clock clock,
        LongSupplier nanos,
        DoubleSupplier random) {

    /** Remembers where a log was. */
    public interface LogMemory {
        /** The newest that this server has seen of the log, or null. */
        @Nullable
        LogTip last(LogId log);

        /** Whether somebody here goes on with the log from a place where they were. */
        default boolean isAwaited(LogId log) {
            return false;
        }

        /**
         * A part of this server's work on the log does not go on, for a reason that is a sentence for viewers, or does again, for null. Its
         * viewers here must be told, since the journal may be what refuses.
         */
        default void hindered(LogId log, JournalTask part, @Nullable String reason) {}

        /**
         * How long to wait until every other server that remembers has had the time to tell the journal, which may have come back without
         * its data; zero if that time is over.
         */
        default Duration untilSettled() {
            return Duration.ZERO;
        }
    }
}
