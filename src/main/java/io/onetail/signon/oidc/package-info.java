/**
 * Login at an OpenID Connect provider: the authorization code flow with PKCE. The only package that uses Nimbus' SDK.
 *
 * <p>Runs on the container's threads, which wait for the provider no longer than the configured time-out for each call.
 * {@link io.onetail.signon.oidc.OidcProvider} fetches the metadata at the first login, on one thread at a time. Nothing
 * stays open between two calls. A pending login exists only in a sealed cookie of the browser, so that unfinished
 * logins cost the server nothing.
 *
 * <p>Decided against: Jakarta Security's OpenID annotation (see {@code signon}); keeping access and refresh tokens,
 * since the provider is not needed after login; algorithms with a shared secret for ID tokens, with which anyone who
 * knows the secret could sign in as anybody.
 */
@NullMarked
package io.onetail.signon.oidc;

import org.jspecify.annotations.NullMarked;
