package io.onetail.signon;

import io.onetail.catalog.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID Connect provider, and how its claims are used. Immutable.
 *
 * @param issuer the issuer's URL, beneath which its discovery document is
 * @param secret the client's secret; null for a public client, which relies on PKCE
 * @param scopes scopes separated by spaces, including {@code openid}
 * @param userClaim the claim with the person's name
 * @param nameClaim the claim with the name to show; optional in tokens
 * @param groupsClaim the claim with the groups; dots select nested claims, as in {@code realm_access.roles}
 * @param userinfo whether claims are also read from the provider's userinfo endpoint
 * @param verifiedEmail whether a name from the claim {@code email} counts only if the provider says that it is verified
 * @param allowHttp whether plain http may be used for a provider on another machine
 * @param skew how far the provider's clock may differ
 * @param timeout time-out for connecting to the provider, and for each answer
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        @Nullable Secret secret,
        String scopes,
        String userClaim,
        String nameClaim,
        String groupsClaim,
        boolean userinfo,
        boolean verifiedEmail,
        boolean allowHttp,
        Duration skew,
        Duration timeout) {
    /** Whether the connection to a URL of the provider can't be tampered with, or plain http is allowed. */
    public boolean isTrusted(URI address) {
        return allowHttp
                || "https".equalsIgnoreCase(address.getScheme())
                || (address.getHost() != null && AccessSettings.isThisMachine(address.getHost()));
    }
}
