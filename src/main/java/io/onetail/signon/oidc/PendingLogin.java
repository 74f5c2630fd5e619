package io.onetail.signon.oidc;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A login under way, as a browser keeps it in a sealed cookie.
 *
 * @param verifier of PKCE
 * @param view to come back to
 */
record PendingLogin(String state, String nonce, String verifier, Instant begun, String view) {
    /** Enough for a person who has to find the second factor first. */
    static final Duration LIFE = Duration.ofMinutes(15);

    private static final String NEXT = "\n"; // in none of the parts

    String text() {
        return String.join(NEXT, state, nonce, verifier, Long.toString(begun.toEpochMilli()), view);
    }

    static @Nullable PendingLogin parse(@Nullable String text) {
        String[] parts = text == null ? new String[0] : text.split(NEXT, -1);
        return parts.length == 5
                ? new PendingLogin(
                        parts[0], parts[1], parts[2], Instant.ofEpochMilli(Long.parseLong(parts[3])), parts[4])
                : null;
    }

    static final String COOKIES = "onetail-login-";

    /** Several logins may be under way in one browser, in a tab each. */
    static String cookieName(String state) {
        return COOKIES + Integer.toHexString(state.hashCode());
    }
}
