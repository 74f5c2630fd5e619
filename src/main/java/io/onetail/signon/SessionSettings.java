package io.onetail.signon;

import java.time.Duration;

/**
 * How long somebody stays signed in.
 *
 * @param lifetime from login, whatever happens
 * @param idle since the last sign of a person; the page says so when it is used, an open WebSocket alone is none
 */
public record SessionSettings(Duration lifetime, Duration idle) {
    public static final SessionSettings DEFAULT = new SessionSettings(Duration.ofHours(12), Duration.ofHours(1));
}
