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
 * What all tails of this server work with. Immutable; every part is safe for any thread and belongs to the caller.
 *
 * @param owner this server's name in leases, unique in the cluster and new at each start
 * @param settings how logs are tailed
 * @param journal where entries go
 * @param readers the way to hosts
 * @param catalog the current catalog
 * @param memory what this server itself has seen of a log, in case the journal loses it
 * @param clock numbers new generations
 * @param nanos monotonic time, nanoseconds
 * @param random values from 0 to 1, for back-off
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

    /** Remembers where logs were. Safe for any thread; must not block. */
    public interface LogMemory {
        /** The newest place that this server has seen of the log, or null. */
        @Nullable
        LogTip last(LogId log);

        /** Whether a viewer on this server continues the log from an earlier place. */
        default boolean isAwaited(LogId log) {
            return false;
        }

        /**
         * An operation of this server on the log can't proceed, or can again. The log's viewers on this server must be told, since the
         * journal itself may be what refuses.
         *
         * @param reason a sentence for viewers; null if the operation proceeds again
         */
        default void hindered(LogId log, JournalOperation operation, @Nullable String reason) {}

        /**
         * How long to wait until every other server that remembers has had time to tell the journal, which may have come back without its
         * data; zero if that time is over.
         */
        default Duration untilSettled() {
            return Duration.ZERO;
        }
    }
}
