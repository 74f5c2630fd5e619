package io.onetail.relay;

import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogState;
import io.onetail.tail.JournalTask;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a log is doing, as far as this server knows: what its tail said last, which holds only while it is heard of, unless something of this
 * server's own is out of order. Safe for any thread; reading takes no lock.
 */
final class ChannelHealth {
    private static final LogState OPENING = LogState.connecting(null);

    /** A tail that follows repeats its state, and says a first word soon. */
    private static final Duration SILENCE = LivenessTimes.DEFAULT.stateSilence();

    /** One that connects, looks or unpacks says nothing meanwhile, for as long as its host may take. */
    private static final Duration BUSY = Duration.ofMinutes(6);

    private final LongSupplier nanos;
    private volatile LogState said = OPENING;
    private volatile boolean told; // said by a tail that may be there still
    private volatile @Nullable LogState outage; // while the server has lost Redis
    private volatile Map<JournalTask, String> hindrances = Map.of(); // replaced under the lock
    private volatile long heardAt; // nanos

    ChannelHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
    }

    /** What viewers are to know. */
    LogState shown() {
        LogState last = said;
        LogState away = outage;
        Map<JournalTask, String> hindered = hindrances;
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
            return "No server has said within " + time + " that it reads this log.";
        }
        return "The server that reads this log has not been heard of for " + time + "."
                + (last.reason() == null ? "" : " It said last: " + last.reason());
    }

    /** Whether the tail said last that it follows the log, or will again. */
    boolean live() {
        return said.phase() == LogState.TailPhase.LIVE || said.phase() == LogState.TailPhase.RECONNECTING;
    }

    /** Something of the tail's has come, or may have been missed. */
    void heard() {
        heardAt = nanos.getAsLong();
    }

    /** The tail said this; callers take turns. */
    void say(LogState next) {
        told = next.phase() != LogState.TailPhase.ENDED;
        if (next.phase() != LogState.TailPhase.ENDED) {
            said = next;
        } else if (live()) { // for want of viewers, of whom there are some by now: they get another tail
            said = LogState.reconnecting("The log is opened again.");
        }
    }

    /** The server has lost Redis for the reason, or for null is there again. */
    void outage(@Nullable String reason) {
        outage = reason == null ? null : LogState.reconnecting(reason);
    }

    /** A part of this server's work on the log does not go on for the reason, or for null does again; returns whether that is news. */
    synchronized boolean hindered(JournalTask part, @Nullable String reason) {
        if (Objects.equals(hindrances.get(part), reason)) {
            return false;
        }
        Map<JournalTask, String> next = new EnumMap<>(JournalTask.class);
        next.putAll(hindrances);
        if (reason == null) {
            next.remove(part);
        } else {
            next.put(part, reason);
        }
        hindrances = next;
        return true;
    }
}
