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
 * What the cluster keeps of its logs: for each log the chain of its newest entries, its head, and which server tails it. Safe for any
 * thread. Every call may block up to the store's time-out and then fails with {@link JournalException}. After such a failure it is not
 * known whether the call took effect: ask for the head.
 */
public interface Journal {
    /** The log's head, or null if nothing is known of the log (never tailed, forgotten, or the store lost its data). */
    @Nullable
    LogHead head(LogId log);

    /**
     * The stored entries that end after {@code after}, oldest first: at most about {@code maxBytes} of them, but at least one if there is
     * one. The first entry may start before {@code after}. If it starts after it, what is between is not stored any more.
     *
     * @param after null for the oldest entry that is stored
     */
    List<LogEntry> read(LogId log, @Nullable Position after, int maxBytes);

    /**
     * Compare-and-append: adds the entries, which must continue each other, and publishes each to the log's subscribers, if the first one
     * starts where the head ends (or no head is known) and no other server holds the lease. Takes the lease if it is free. If an entry is
     * refused, none after it is added.
     *
     * @param file the identity of the file that the last entry belongs to, kept with the head; null for a command
     */
    AppendResult append(LogId log, String owner, @Nullable FileId file, List<LogEntry> entries);

    /**
     * Tells a store that has lost a log's head what this server remembers of it, so that the log's next tail continues there. Ignored if
     * there is a head from which a tail has already continued, or one that is at least as new.
     */
    void restore(LogId log, LogTip logTip);

    /** Publishes the tail's state to the subscribers and keeps it with the head; ignored if another server holds the lease. */
    void announce(LogId log, String owner, LogState state);

    /**
     * Takes or renews the lease of each log for {@code ttl}.
     *
     * @param refused receives each log about which the store gave no answer, with a sentence for viewers
     * @return the logs whose lease {@code owner} now holds
     */
    Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs, BiConsumer<LogId, String> refused);

    /** Gives the lease back, if {@code owner} holds it. */
    void release(LogId log, String owner);

    /** How many servers subscribe to each log at the moment. */
    Map<LogId, Integer> subscribers(Collection<LogId> logs);

    /**
     * What the store knows of a log.
     *
     * @param end where the next entry must start; null if only a state is known yet
     * @param file the file that {@code end} is in; null for a command
     * @param files the files of older generations that are still known, by generation
     * @param state the last announced state, or null
     * @param owner which server holds the lease at the moment, or null
     */
    record LogHead(
            @Nullable Position end,
            @Nullable FileId file,
            Map<Long, FileId> files,
            @Nullable LogState state,
            @Nullable String owner) {}

    /**
     * The result of an append.
     *
     * @param outcome whether all entries were added
     * @param count how many were added
     * @param head where the head is, if known and the outcome is MISMATCH
     */
    record AppendResult(
            AppendOutcome outcome, int count, @Nullable Position head) {}

    /** Whether an append took effect. */
    enum AppendOutcome {
        /** All entries were added. */
        ADDED,
        /** An entry did not start at the head's end. */
        MISMATCH,
        /** Another server holds the lease. */
        NOT_OWNER
    }

    /**
     * The store could not be reached, did not answer in time, or refused. The message is for the server's log, since it may contain
     * addresses.
     */
    final class JournalException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String told;

        /** @param told the same as a sentence for viewers, without addresses and secrets */
        public JournalException(String message, String told, @Nullable Throwable cause) {
            super(message, cause);
            this.told = told;
        }

        /** What viewers may be told, as a sentence. */
        public String told() {
            return told;
        }
    }
}
