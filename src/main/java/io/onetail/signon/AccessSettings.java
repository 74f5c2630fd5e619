package io.onetail.signon;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in.
 *
 * @param mode how people are known
 * @param publicUrl where browsers find the application, without a slash at its end; null if that is where it answers
 * @param proxy null unless it is complete
 * @param oidc null unless it is complete
 * @param roles roles of the application server that count as groups, for {@link AccessMode#CONTAINER}
 * @param mistakes what is wrong in these settings, a sentence each; if there is one nobody is let in
 * @param proxies where a reverse proxy may be whose word counts for where a request came from
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

    /** How people are known. */
    public enum AccessMode {
        /** Whoever has the token that stands in the server's log, from loopback only: until an administrator has chosen. */
        TOKEN,
        /** Nobody is asked who they are, and only loopback is served: for a demo. */
        NONE,
        /** A reverse proxy says so in headers. */
        PROXY,
        /** The application server's own login. */
        CONTAINER,
        /** An OpenID Connect provider. */
        OIDC
    }

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public AccessSettings {
        roles = List.copyOf(roles);
        mistakes = List.copyOf(mistakes);
        proxies = List.copyOf(proxies);
    }

    /** With a reverse proxy, if there is one, on this machine. */
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

    /** Nothing but a mode, for which nothing more is needed. */
    public static AccessSettings of(AccessMode mode) {
        return new AccessSettings(
                mode, null, SessionSettings.DEFAULT, UserLimits.DEFAULT, null, null, List.of(), List.of());
    }

    /** Whether a name in an address can only be this machine's. */
    public static boolean isThisMachine(String host) {
        return LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether what a request says of where it came from counts: it is from a proxy, which has replaced or added to what its client said. In
     * mode proxy the proxy's secret is asked for besides.
     */
    boolean isFromProxy(String remote) {
        return switch (mode) {
            case PROXY -> true;
            case OIDC, CONTAINER -> publicUrl != null && proxies.stream().anyMatch(range -> range.contains(remote));
            case NONE, TOKEN -> false;
        };
    }

    /** Whether requests from elsewhere than this machine are refused, and whoever is let in may do everything. */
    public boolean loopbackOnly() {
        return complete() && (mode == AccessMode.TOKEN || mode == AccessMode.NONE);
    }

    /** Whether there is no mistake, and the mode has all that it needs; nobody is let in otherwise. */
    public boolean complete() {
        return mistakes.isEmpty()
                && (mode != AccessMode.PROXY || proxy != null)
                && (mode != AccessMode.OIDC || (oidc != null && publicUrl != null));
    }
}
