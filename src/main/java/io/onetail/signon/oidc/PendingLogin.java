package io.onetail.signon.oidc;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A login that has begun, as a browser keeps it in a sealed cookie. Immutable.
 *
 * @param verifier the code verifier of PKCE
 * @param view the page's query to return to
 */
record PendingLogin(String state, String nonce, String verifier, Instant begun, String view) {
    /** Long enough to find a second factor first. */
    static final Duration LIFE = Duration.ofMinutes(15);

    private static final String NEXT = "\n"; // occurs in none of the parts

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

    /** The cookie's name, which differs for each login, since several tabs of a browser may be signing in at once. */
    static String cookieName(String state) {
        return COOKIES + Integer.toHexString(state.hashCode());
    }
}
