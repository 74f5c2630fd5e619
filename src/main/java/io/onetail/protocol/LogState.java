package io.onetail.protocol;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a log's tail, as viewers see it. Immutable.
 *
 * @param phase the phase that the tail is in
 * @param failure with {@link TailPhase#FAILED} only: why it can't continue
 * @param reason a sentence for people, or null if there is nothing to add
 * @param at with {@link TailPhase#LIVE}: the end of the log's newest entry at that moment
 * @param file with {@link TailPhase#LIVE}: the identity of the file being followed, null for a command
 * @param lacks with {@link TailPhase#LIVE}: what the host's reader does not guarantee for this log
 */
public record LogState(
        TailPhase phase,
        @Nullable FailureCode failure,
        @Nullable String reason,
        @Nullable Position at,
        @Nullable String file,
        Set<ReaderLimitation> lacks)
        implements LogMessage {
    /** The phases of a tail. FAILED is sent as an error, the others as a state. */
    public enum TailPhase {
        CONNECTING,
        LIVE,
        RECONNECTING,
        ENDED,
        FAILED;

        /** The phase on the wire, such as {@code live}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The tail is starting.
     *
     * @param reason what it waits for, or why it takes long; null if nothing is wrong
     */
    public static LogState connecting(@Nullable String reason) {
        return new LogState(TailPhase.CONNECTING, null, reason, null, null, Set.of());
    }

    /** The tail follows the log. */
    public static LogState live(Position at, @Nullable String file, Set<ReaderLimitation> lacks) {
        return new LogState(TailPhase.LIVE, null, null, at, file, lacks);
    }

    /** The tail has been interrupted, and tries again. */
    public static LogState reconnecting(String reason) {
        return new LogState(TailPhase.RECONNECTING, null, reason, null, null, Set.of());
    }

    /** The tail has ended, as that of a command that is not run again. */
    public static LogState ended(String reason) {
        return new LogState(TailPhase.ENDED, null, reason, null, null, Set.of());
    }

    /** The tail can't continue without help. */
    public static LogState failed(LogException e) {
        return new LogState(TailPhase.FAILED, e.failure(), String.valueOf(e.getMessage()), null, null, Set.of());
    }

    /** The same state with another reason. */
    public LogState because(String other) {
        return new LogState(phase, failure, other, at, file, lacks);
    }
}
