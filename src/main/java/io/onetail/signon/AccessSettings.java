package io.onetail.signon;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and how people sign in. Immutable.
 *
 * @param mode how people sign in
 * @param publicUrl the URL of the application in browsers, without a final slash; null if it is the one that the server
 *     sees
 * @param proxy null unless complete
 * @param oidc null unless complete
 * @param roles roles of the application server that count as groups, for {@link AccessMode#CONTAINER}
 * @param mistakes mistakes in these settings, a sentence each; while there is one, nobody is let in
 * @param proxies addresses of reverse proxies that are trusted to say where a request came from
 */
public record AccessSettings(
        AccessMode mode,
        @Nullable URI publicUrl,
        SessionSettings sessions,
        UserLimits limits,
        @Nullable ProxySettings proxy,
        @Nullable OidcSettings oidc,
        List<String> roles,
        List<String> mistakes,
        List<AddressRange> proxies) {
    /** A reverse proxy on this machine. */
    public static final List<AddressRange> PROXIES =
            List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("::1"));

    /** How people sign in. */
    public enum AccessMode {
        /**
         * With the token from the server's log, from loopback only; the default until an administrator chooses a mode.
         */
        TOKEN,
        /** Without sign-on, from loopback only; for a demo. */
        NONE,
        /** At a reverse proxy, which names the person in headers. */
        PROXY,
        /** With the application server's own login. */
        CONTAINER,
        /** At an OpenID Connect provider. */
        OIDC
    }

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public AccessSettings {
        roles = List.copyOf(roles);
        mistakes = List.copyOf(mistakes);
        proxies = List.copyOf(proxies);
    }

    /** With reverse proxies on this machine only. */
    public AccessSettings(
            AccessMode mode,
            @Nullable URI publicUrl,
            SessionSettings sessions,
            UserLimits limits,
            @Nullable ProxySettings proxy,
            @Nullable OidcSettings oidc,
            List<String> roles,
            List<String> mistakes) {
        this(mode, publicUrl, sessions, limits, proxy, oidc, roles, mistakes, PROXIES);
    }

    /** Settings of a mode that needs no others. */
    public static AccessSettings of(AccessMode mode) {
        return new AccessSettings(
                mode, null, SessionSettings.DEFAULT, UserLimits.DEFAULT, null, null, List.of(), List.of());
    }

    /** Whether the host of a URL can only be this machine. */
    public static boolean isThisMachine(String host) {
        return LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a request's headers are trusted to say where it came from, because a proxy has replaced or extended what
     * its client sent. In mode {@code proxy}, the proxy's secret is checked as well.
     */
    boolean isFromProxy(String remote) {
        return switch (mode) {
            case PROXY -> true;
            case OIDC, CONTAINER -> publicUrl != null && proxies.stream().anyMatch(range -> range.contains(remote));
            case NONE, TOKEN -> false;
        };
    }

    /** Whether only this machine is served, and everybody who is let in may do everything. */
    public boolean loopbackOnly() {
        return complete() && (mode == AccessMode.TOKEN || mode == AccessMode.NONE);
    }

    /** Whether there is no mistake, and the mode has all settings that it needs; otherwise nobody is let in. */
    public boolean complete() {
        return mistakes.isEmpty()
                && (mode != AccessMode.PROXY || proxy != null)
                && (mode != AccessMode.OIDC || (oidc != null && publicUrl != null));
    }
}
