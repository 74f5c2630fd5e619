/**
 * Login at an OpenID Connect provider: authorization code flow with PKCE, by Nimbus' SDK, which nobody else imports.
 *
 * <p>Runs on the container's threads, which wait for the provider no longer than the configured time-out for each call; {@link
 * io.onetail.signon.oidc.OidcProvider} asks for its metadata at the first login and lets one thread at a time do so. Nothing here is open
 * between two calls. A login that is under way lives in a sealed cookie of the browser alone, so that logins which nobody finishes
 * cost the server nothing.
 *
 * <p>Decided against: Jakarta Security's OpenID annotation (see {@code signon}); access and refresh tokens, which are dropped at
 * once, since nothing is asked of the provider after login; algorithms with a shared secret for ID tokens, by which whoever knows the secret
 * could be anybody.
 */
@NullMarked
package io.onetail.signon.oidc;

import org.jspecify.annotations.NullMarked;
