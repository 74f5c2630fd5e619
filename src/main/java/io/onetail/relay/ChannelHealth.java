package io.onetail.relay;

import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogState;
import io.onetail.tail.JournalOperation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a log as far as this server knows: the last state of its tail, which holds only while the tail is heard
 * from, unless this server itself has a problem. Safe for any thread; reading takes no lock.
 */
final class ChannelHealth {
    private static final LogState OPENING = LogState.connecting(null);

    /** A tail that follows repeats its state, and says a first word soon. */
    private static final Duration SILENCE = LivenessTimes.DEFAULT.stateSilence();

    /** A tail that connects, searches or unpacks is silent for as long as its host may take. */
    private static final Duration BUSY = Duration.ofMinutes(6);

    private final LongSupplier nanos;
    private volatile LogState said = OPENING;
    private volatile boolean told; // whether the tail that sent {@code said} may still be running
    private volatile @Nullable LogState outage; // while the server has lost Redis
    private volatile Map<JournalOperation, String> hindrances = Map.of(); // replaced under the lock
    private volatile long heardAt; // nanos

    ChannelHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
    }

    /** The state to show to viewers. */
    LogState shown() {
        LogState last = said;
        LogState away = outage;
        Map<JournalOperation, String> hindered = hindrances;
        if (last.phase() == LogState.TailPhase.FAILED) {
            return last;
        }
        if (away != null) {
            return away;
        }
        if (!hindered.isEmpty()) {
            return waiting(last, hindered.values().iterator().next());
        }
        Duration most = told && last.phase() != LogState.TailPhase.LIVE ? BUSY : SILENCE;
        return nanos.getAsLong() - heardAt < most.toNanos() ? last : waiting(last, silence(last, most));
    }

    private static LogState waiting(LogState last, String reason) {
        return last.phase() == LogState.TailPhase.CONNECTING
                ? LogState.connecting(reason)
                : LogState.reconnecting(reason);
    }

    private String silence(LogState last, Duration most) {
        String time = most.toSeconds() + " s";
        if (!told && last.equals(OPENING)) {
            return "No server has reported within " + time + " that it reads this log.";
        }
        return "The server that reads this log has not been heard from for " + time + "."
                + (last.reason() == null ? "" : " Its last report: " + last.reason());
    }

    /** Whether the tail follows the log, or will again, by its last state. */
    boolean live() {
        return said.phase() == LogState.TailPhase.LIVE || said.phase() == LogState.TailPhase.RECONNECTING;
    }

    /** Notes that a message of the tail has arrived, or may have been missed. */
    void heard() {
        heardAt = nanos.getAsLong();
    }

    /** Takes a state of the tail. For one thread at a time. */
    void say(LogState next) {
        told = next.phase() != LogState.TailPhase.ENDED;
        if (next.phase() != LogState.TailPhase.ENDED) {
            said = next;
        } else if (live()) { // ended because there were no viewers; there are some now, and they get another tail
            said = LogState.reconnecting("The log is being opened again.");
        }
    }

    /** Sets why Redis is not reachable; null if it is. */
    void outage(@Nullable String reason) {
        outage = reason == null ? null : LogState.reconnecting(reason);
    }

    /**
     * Sets why an operation on the log is hindered, or null if it is not; returns whether that is a change.
     */
    synchronized boolean hindered(JournalOperation operation, @Nullable String reason) {
        if (Objects.equals(hindrances.get(operation), reason)) {
            return false;
        }
        Map<JournalOperation, String> next = new EnumMap<>(JournalOperation.class);
        next.putAll(hindrances);
        if (reason == null) {
            next.remove(operation);
        } else {
            next.put(operation, reason);
        }
        hindrances = next;
        return true;
    }
}
