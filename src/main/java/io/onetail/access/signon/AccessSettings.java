package io.onetail.access.signon;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in.
 *
 * @param mode how people are known; null if nothing is configured, which lets nobody in but from loopback
 * @param publicUrl where browsers find the application, without a slash at its end; null if that is where it answers
 * @param proxy null unless it is complete
 * @param oidc null unless it is complete
 * @param roles roles of the application server that count as groups, for {@link Mode#CONTAINER}
 */
public record AccessSettings(
        @Nullable Mode mode,
        @Nullable URI publicUrl,
        SessionSettings sessions,
        UserLimits limits,
        @Nullable ProxySettings proxy,
        @Nullable OidcSettings oidc,
        List<String> roles) {
    /** How people are known. */
    public enum Mode {
        /** Nobody is asked who they are, and only loopback is served: for a demo. */
        NONE,
        /** A reverse proxy says so in headers. */
        PROXY,
        /** The application server's own login. */
        CONTAINER,
        /** An OpenID Connect provider. */
        OIDC
    }

    public AccessSettings {
        roles = List.copyOf(roles);
    }

    /** Nothing but a mode, for which nothing more is needed. */
    public static AccessSettings of(@Nullable Mode mode) {
        return new AccessSettings(mode, null, SessionSettings.DEFAULT, UserLimits.DEFAULT, null, null, List.of());
    }

    /** Whether requests from elsewhere than this machine are refused. */
    public boolean loopbackOnly() {
        return mode == null || mode == Mode.NONE;
    }

    /** Whether the chosen mode has all that it needs; nobody is let in otherwise. */
    public boolean complete() {
        return (mode != Mode.PROXY || proxy != null) && (mode != Mode.OIDC || (oidc != null && publicUrl != null));
    }
}
