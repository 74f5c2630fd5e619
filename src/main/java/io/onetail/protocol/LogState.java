package io.onetail.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a log's tail is doing, as its viewers are told.
 *
 * @param phase what it does
 * @param failure why it can't go on, with {@link Phase#FAILED} only
 * @param reason a sentence for people, or null where the phase says all
 * @param at with {@link Phase#LIVE}: where the log's newest entry ends at that moment
 * @param file with {@link Phase#LIVE}: the identity of the file being followed, null for a command
 */
public record LogState(
        Phase phase,
        @Nullable Failure failure,
        @Nullable String reason,
        @Nullable Position at,
        @Nullable String file) {
    /** The phases of a tail; FAILED becomes an error on the wire, the others a state. */
    public enum Phase {
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
        return new LogState(Phase.CONNECTING, null, reason, null, null);
    }

    public static LogState live(Position at, @Nullable String file) {
        return new LogState(Phase.LIVE, null, null, at, file);
    }

    public static LogState reconnecting(String reason) {
        return new LogState(Phase.RECONNECTING, null, reason, null, null);
    }

    public static LogState ended(String reason) {
        return new LogState(Phase.ENDED, null, reason, null, null);
    }

    public static LogState failed(LogException e) {
        return new LogState(Phase.FAILED, e.failure(), String.valueOf(e.getMessage()), null, null);
    }
}
