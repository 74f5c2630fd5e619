package io.onetail.signon;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may come in at all, whatever it asks for. Stateless.
 *
 * <p>Until a way to sign in is configured, only this machine is served. The host's name is checked too: a page
 * elsewhere could point a name of its own at 127.0.0.1 and read the answers (DNS rebinding). A proxy that adds no
 * header can't be distinguished from a person on this machine, which is why the unconfigured application also asks for
 * a token.
 */
final class OriginCheck {
    /**
     * Headers that reverse proxies add. A proxy on this machine would let everybody in if its requests counted as
     * local.
     */
    private static final List<String> PROXYS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    private final AccessSettings settings;

    OriginCheck(AccessSettings settings) {
        this.settings = settings;
    }

    /** Why a request is refused, a sentence; null if it may come in. */
    @Nullable
    String refusal(SignOnRequest request) {
        String host = request.header("Host");
        String origin = request.header("Origin"); // programs send none
        if (settings.loopbackOnly()) {
            for (String header : PROXYS) {
                if (request.header(header) != null) {
                    return "Onetail serves only its own machine, but this request has come through a proxy,"
                            + " as its header " + header + " shows."
                            + " Set onetail.access.mode, which says how people sign in,"
                            + " and onetail.access.public-url, the URL at which they open Onetail;"
                            + " see the configuration reference.";
                }
            }
            if (!isLoopback(request.remote()) || host == null || !AccessSettings.isThisMachine(name(host))) {
                return "Onetail serves only its own machine (http://localhost) until an administrator has set"
                        + " onetail.access.mode, which says how people sign in; see the configuration reference.";
            }
        }
        if (origin != null && !own(origin, host)) {
            return "The page at " + origin + " may not use this server: it has a different origin.";
        }
        return null;
    }

    /**
     * Whether an origin is Onetail's own: that of the configured URL, or without one, that of the host by which the
     * browser has reached this server.
     */
    boolean own(String origin, @Nullable String host) {
        URI url = settings.publicUrl();
        return url == null
                ? sameAuthority(origin, host)
                : sameAuthority(origin, url.getAuthority())
                        && origin.toLowerCase(Locale.ROOT)
                                .startsWith(url.getScheme().toLowerCase(Locale.ROOT) + ":");
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress(); // an IP address, so no name is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String name(String host) {
        int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static boolean sameAuthority(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            String authority = uri.getAuthority();
            return authority != null && withPort(authority, uri.getScheme()).equals(withPort(host, uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withPort(String authority, @Nullable String scheme) {
        String lower = authority.toLowerCase(Locale.ROOT);
        boolean hasPort = lower.lastIndexOf(':') > lower.lastIndexOf(']');
        return hasPort ? lower : lower + ("https".equals(scheme) ? ":443" : ":80");
    }
}
