package io.onetail.signon;

import java.time.Duration;

/**
 * How long a person stays signed in. Immutable.
 *
 * @param lifetime maximum time since the login
 * @param idle maximum time since the last sign of the person, which the page sends when it is used; an open WebSocket
 *     alone is not a sign
 */
public record SessionSettings(Duration lifetime, Duration idle) {
    /** The defaults of the configuration. */
    public static final SessionSettings DEFAULT = new SessionSettings(Duration.ofHours(12), Duration.ofHours(1));
}
