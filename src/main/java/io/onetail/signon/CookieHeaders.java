package io.onetail.signon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads cookies. They are written as headers, since the servers differ in which attributes a {@code Cookie}
 * may have. All are {@code HttpOnly} and {@code SameSite=Lax}: browsers send them with a navigation from another site,
 * as on the way back from a login, but with nothing else from there. Stateless.
 */
public final class CookieHeaders {
    private CookieHeaders() {}

    /**
     * The value of a {@code Set-Cookie} header.
     *
     * @param life how long the browser keeps it; null until the browser ends, zero to delete it
     */
    public static String set(String name, String value, String path, boolean secure, @Nullable Duration life) {
        return name + "=" + value + "; Path=" + path + (life == null ? "" : "; Max-Age=" + life.toSeconds())
                + (secure ? "; Secure" : "") + "; HttpOnly; SameSite=Lax";
    }

    /** The value of a {@code Set-Cookie} header that deletes a cookie. */
    public static String delete(String name, String path, boolean secure) {
        return set(name, "", path, secure, Duration.ZERO);
    }

    /**
     * A cookie as received.
     *
     * @param name its name, which may occur more than once
     */
    public record SentCookie(String name, String value) {}

    /** The values of all cookies with a name. */
    public static List<String> values(SignOnRequest request, String name) {
        return beginning(request, name).stream()
                .filter(cookie -> cookie.name.equals(name))
                .map(SentCookie::value)
                .toList();
    }

    /** All cookies whose names begin with a text. */
    public static List<SentCookie> beginning(SignOnRequest request, String names) {
        List<SentCookie> sent = new ArrayList<>();
        for (String header : request.headers("Cookie")) {
            for (String cookie : header.split(";", -1)) {
                int equals = cookie.indexOf('=');
                String name = cookie.substring(0, Math.max(0, equals)).strip();
                if (equals > 0 && name.startsWith(names)) {
                    sent.add(new SentCookie(name, cookie.substring(equals + 1).strip()));
                }
            }
        }
        return sent;
    }
}
