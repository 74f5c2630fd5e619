package io.onetail.signon.oidc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.onetail.signon.LoginException;
import io.onetail.signon.OidcSettings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The provider's metadata: its URLs and keys. Fetched when first needed and again every hour; if that fails, the
 * previous metadata stays in effect. After a failure, calls fail at once for a moment, so that retrying browsers do not
 * occupy the server's threads. Safe for any thread; one thread at a time fetches.
 */
final class OidcProvider {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration KEYS_FRESH = Duration.ofMinutes(15);
    private static final Duration KEYS_IN_OUTAGE = Duration.ofHours(4);
    /** Minimum time between two fetches of keys that are caused by tokens with an unknown key; two are allowed. */
    private static final Duration KEYS_PAUSE = Duration.ofSeconds(10);

    private static final int MOST_BYTES = 1 << 20;

    private final OidcSettings settings;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private @Nullable ProviderData providerData;

    @GuardedBy("this")
    private long asked;

    @GuardedBy("this")
    private @Nullable LoginException failure;

    /**
     * The metadata.
     *
     * @param keys selects the key that must have signed a token
     */
    record ProviderData(OIDCProviderMetadata metadata, JWSVerificationKeySelector<SecurityContext> keys) {}

    /** @param nanos a monotonic clock, nanoseconds */
    OidcProvider(OidcSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** The metadata; fetches it if necessary, which blocks. */
    synchronized ProviderData get() throws LoginException {
        long age = nanos.getAsLong() - asked;
        if (providerData != null && age < FRESH.toNanos()) {
            return providerData;
        }
        if (failure != null && age < PAUSE.toNanos()) {
            throw failure;
        }
        try {
            providerData = discover();
            if (failure != null) {
                LOGGER.log(Level.INFO, "The identity provider {0} answers again.", settings.issuer());
            }
            failure = null;
        } catch (IOException | GeneralException e) {
            LoginException away = new LoginException(
                    LoginException.LoginFailure.PROVIDER,
                    "the identity provider's metadata at " + settings.issuer()
                            + "/.well-known/openid-configuration can't be fetched: " + e.getMessage(),
                    null);
            if (providerData == null) {
                failure = away;
                asked = nanos.getAsLong();
                throw away;
            }
            LOGGER.log(
                    Level.WARNING,
                    "The identity provider''s previous metadata stays in effect: {0}.",
                    away.getMessage());
        }
        asked = nanos.getAsLong();
        return providerData;
    }

    /** The metadata if it has been fetched, else null; does not fetch it. */
    synchronized @Nullable ProviderData peek() {
        return providerData;
    }

    private ProviderData discover() throws IOException, GeneralException {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        OIDCProviderMetadata metadata =
                OIDCProviderMetadata.resolve(new Issuer(settings.issuer().toString()), millis, millis);
        for (URI address : Stream.of(
                        metadata.getAuthorizationEndpointURI(),
                        metadata.getTokenEndpointURI(),
                        metadata.getJWKSetURI(),
                        metadata.getUserInfoEndpointURI())
                .filter(Objects::nonNull)
                .toList()) {
            if (!settings.isTrusted(address)) {
                throw new GeneralException(
                        "it contains " + address + ", which is not https, and onetail.access.oidc.allow-http is false");
            }
        }
        return new ProviderData(
                metadata, new JWSVerificationKeySelector<>(algorithms(metadata), keys(metadata, millis)));
    }

    private static JWKSource<SecurityContext> keys(OIDCProviderMetadata metadata, int millis)
            throws MalformedURLException {
        return JWKSourceBuilder.create(
                        metadata.getJWKSetURI().toURL(), new DefaultResourceRetriever(millis, millis, MOST_BYTES))
                .cache(KEYS_FRESH.toMillis(), 2L * millis + 1)
                .refreshAheadCache(false)
                .rateLimited(KEYS_PAUSE.toMillis())
                .outageTolerant(KEYS_IN_OUTAGE.toMillis())
                .build();
    }

    /** Accepts algorithms with a key pair only. */
    private static Set<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) throws GeneralException {
        List<JWSAlgorithm> offered = metadata.getIDTokenJWSAlgs();
        Set<JWSAlgorithm> taken = new HashSet<>(offered == null ? List.of(JWSAlgorithm.RS256) : offered);
        Set<JWSAlgorithm> good = new HashSet<>(JWSAlgorithm.Family.RSA);
        good.addAll(JWSAlgorithm.Family.EC);
        taken.retainAll(good);
        if (taken.isEmpty()) {
            throw new GeneralException("it signs ID tokens with " + offered + ", expected one of RS256 to ES512");
        }
        return taken;
    }
}
