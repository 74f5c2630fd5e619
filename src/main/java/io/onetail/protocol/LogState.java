package io.onetail.protocol;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a log's tail is doing, as its viewers are told.
 *
 * @param phase what it does
 * @param failure why it can't go on, with {@link TailPhase#FAILED} only
 * @param reason a sentence for people, or null where the phase says all
 * @param at with {@link TailPhase#LIVE}: where the log's newest entry ends at that moment
 * @param file with {@link TailPhase#LIVE}: the identity of the file being followed, null for a command
 * @param lacks with {@link TailPhase#LIVE}: what can't be promised of this log
 */
public record LogState(
        TailPhase phase,
        @Nullable FailureCode failure,
        @Nullable String reason,
        @Nullable Position at,
        @Nullable String file,
        Set<ReaderLimit> lacks)
        implements LogMessage {
    /** The phases of a tail; FAILED becomes an error on the wire, the others a state. */
    public enum TailPhase {
        CONNECTING,
        LIVE,
        RECONNECTING,
        ENDED,
        FAILED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param reason what is waited for, or why it takes long; null if nothing is wrong */
    public static LogState connecting(@Nullable String reason) {
        return new LogState(TailPhase.CONNECTING, null, reason, null, null, Set.of());
    }

    public static LogState live(Position at, @Nullable String file, Set<ReaderLimit> lacks) {
        return new LogState(TailPhase.LIVE, null, null, at, file, lacks);
    }

    public static LogState reconnecting(String reason) {
        return new LogState(TailPhase.RECONNECTING, null, reason, null, null, Set.of());
    }

    public static LogState ended(String reason) {
        return new LogState(TailPhase.ENDED, null, reason, null, null, Set.of());
    }

    public static LogState failed(LogException e) {
        return new LogState(TailPhase.FAILED, e.failure(), String.valueOf(e.getMessage()), null, null, Set.of());
    }

    /** The same for another reason. */
    public LogState because(String other) {
        return new LogState(phase, failure, other, at, file, lacks);
    }
}
