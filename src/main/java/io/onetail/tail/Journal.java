package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster keeps of its logs: for each the chain of its newest entries, its head, and who tails it. Safe for
 * any thread; every call may block up to the store's time-out and then fails with {@link JournalException}, after which
 * nothing is known about whether it took effect: ask for the head.
 */
public interface Journal {
    /** The log's head, or null if nothing is known of the log (never tailed, forgotten, or the store lost its data). */
    @Nullable
    LogHead head(LogId log);

    /**
     * The stored entries that end after {@code after}, oldest first, at most about {@code maxBytes} of them but at least
     * one if there is one. The first may start after {@code after}: what is between is not stored any more. It may also
     * start before it.
     *
     * @param after null for the oldest that is stored
     */
    List<LogEntry> read(LogId log, @Nullable Position after, int maxBytes);

    /**
     * Compare-and-append: adds the entries, which continue each other, and publishes each to the log's subscribers, if
     * the first starts where the head ends (or no head is known) and nobody else holds the lease; takes the lease if
     * nobody holds it. In case of refusal nothing after the refused entry is added.
     *
     * @param file the identity of the file that the last entry belongs to, kept with the head; null for a command
     */
    AppendResult append(LogId log, String owner, @Nullable FileId file, List<LogEntry> entries);

    /**
     * Tells the store what this server remembers of a log whose head it has lost: whoever tails the log next goes on from there. Ignored if
     * there is a head by which somebody went on already, or one that is as new.
     */
    void restore(LogId log, LogTip logTip);

    /** Publishes the tail's state to the subscribers and keeps it with the head; ignored if somebody else holds the lease. */
    void announce(LogId log, String owner, LogState state);

    /**
     * Takes or renews the lease of each log for {@code ttl}; returns those that {@code owner} now holds.
     *
     * @param refused takes those of which the store refused to tell, each with a sentence for viewers
     */
    Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs, BiConsumer<LogId, String> refused);

    /** As {@link #lease(String, Duration, Collection, BiConsumer)}, for whom it makes no difference why a lease was not got. */
    default Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs) {
        return lease(owner, ttl, logs, (log, reason) -> {});
    }

    /** Gives the lease back, if it is the owner's. */
    void release(LogId log, String owner);

    /** How many servers subscribe to each log at the moment. */
    Map<LogId, Integer> subscribers(Collection<LogId> logs);

    /**
     * @param end where the next entry must start; null if only a state is known yet
     * @param file the file that {@code end} is in; null for a command
     * @param files for older generations that are still known: which file it was; by generation
     * @param state the last announced state, or null
     * @param owner who holds the lease at the moment, or null
     */
    record LogHead(
            @Nullable Position end,
            @Nullable FileId file,
            Map<Long, FileId> files,
            @Nullable LogState state,
            @Nullable String owner) {}

    /**
     * @param outcome whether all entries were added
     * @param count how many were added
     * @param head where the head is, if known and the outcome is MISMATCH
     */
    record AppendResult(
            AppendOutcome outcome, int count, @Nullable Position head) {}

    /** Result of an append. */
    enum AppendOutcome {
        ADDED,
        /** An entry did not start at the head's end. */
        MISMATCH,
        /** Somebody else holds the lease. */
        NOT_OWNER
    }

    /** The store could not be reached, did not answer in time, or refused. The message is for the server's log: it may have addresses. */
    final class JournalException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String told;

        /** @param told the same as a sentence for viewers, without addresses and secrets */
        public JournalException(String message, String told, @Nullable Throwable cause) {
            super(message, cause);
            this.told = told;
        }

        /** What viewers may be told of it. */
        public String told() {
            return told;
        }
    }
}
