package io.onetail.signon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads cookies. Written by hand, since the two servers differ in which attributes a {@code Cookie} may have. All are
 * {@code HttpOnly} and {@code SameSite=Lax}: they come with a navigation from another site, as back from a login, but with nothing else
 * from there.
 */
public final class CookieHeaders {
    private CookieHeaders() {}

    /** @param life how long the browser keeps it; null for as long as it runs, zero to delete it */
    public static String set(String name, String value, String path, boolean secure, @Nullable Duration life) {
        return name + "=" + value + "; Path=" + path + (life == null ? "" : "; Max-Age=" + life.toSeconds())
                + (secure ? "; Secure" : "") + "; HttpOnly; SameSite=Lax";
    }

    public static String delete(String name, String path, boolean secure) {
        return set(name, "", path, secure, Duration.ZERO);
    }

    /**
     * A cookie as it came.
     *
     * @param name of it, which may come more than once
     */
    public record SentCookie(String name, String value) {}

    /** The values of all cookies of that name. */
    public static List<String> values(SignOnRequest request, String name) {
        return beginning(request, name).stream()
                .filter(cookie -> cookie.name.equals(name))
                .map(SentCookie::value)
                .toList();
    }

    /** All cookies whose names begin like this. */
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
