package io.onetail.signon;

import io.onetail.catalog.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID Connect provider.
 *
 * @param issuer under which its discovery document is found
 * @param secret null for a public client, which has PKCE alone
 * @param scopes with spaces in between; {@code openid} among them
 * @param userClaim the claim with the person's name
 * @param nameClaim the claim with the name to show; it may be missing
 * @param groupsClaim the claim with the groups; dots lead into nested ones, as in {@code realm_access.roles}
 * @param userinfo whether claims are also asked for at the provider's userinfo endpoint
 * @param verifiedEmail whether a name from the claim {@code email} counts only if the provider says that it is verified
 * @param allowHttp whether the provider may be asked over plain http, when it is on another machine
 * @param skew how far the provider's clock may differ
 * @param timeout for connecting to the provider, and for each answer
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
    /** Whether nobody on the way to one of the provider's addresses can change what it says, or that is allowed. */
    public boolean isTrusted(URI address) {
        return allowHttp
                || "https".equalsIgnoreCase(address.getScheme())
                || (address.getHost() != null && AccessSettings.isThisMachine(address.getHost()));
    }
}
