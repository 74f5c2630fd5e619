package io.onetail.signon.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import io.onetail.access.Person;
import io.onetail.protocol.SafeText;
import io.onetail.signon.CookieHeaders;
import io.onetail.signon.LoginException;
import io.onetail.signon.LoginException.LoginFailure;
import io.onetail.signon.LoginMethod;
import io.onetail.signon.OidcSettings;
import io.onetail.signon.ProviderLogout;
import io.onetail.signon.SignOnRequest;
import io.onetail.signon.UserSession;
import io.onetail.signon.UserSession.ProviderSession;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Login at an OpenID Connect provider, see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core</a>. Safe
 * for any thread.
 */
public final class OidcLogin implements LoginMethod {
    private static final String RETURN = "login/callback";
    /** Maximum age of a logout token. */
    private static final Duration NOTICE_LIFE = Duration.ofMinutes(10);

    /** Maximum number of pending logins in one browser: their cookies are in one header, of which proxies accept 8 KiB. */
    private static final int MOST_BEGUN = 4;
    /** Longest view that is kept, in characters; see {@link #MOST_BEGUN}. */
    private static final int LONGEST_VIEW = 1_000;

    /** Maximum number of logins that wait for the provider at a time, each on a thread of the server. */
    private static final int MOST_EXCHANGES = 16;

    private final OidcSettings settings;
    private final URI publicUrl;
    private final ClientID client;
    private final Clock clock;
    private final OidcProvider provider;
    private final TokenExchange exchange;
    private final CookieSealer cookieSealer;
    private final ReplayGuard notices;
    private final ReplayGuard finished = new ReplayGuard(PendingLogin.LIFE);
    private final Semaphore exchanges = new Semaphore(MOST_EXCHANGES);

    /**
     * Does not contact the provider yet.
     *
     * @param publicUrl the application's URL in browsers, without a final slash
     * @param nanos a monotonic clock, nanoseconds
     */
    public OidcLogin(OidcSettings settings, URI publicUrl, Clock clock, LongSupplier nanos) {
        this.settings = settings;
        this.publicUrl = publicUrl;
        this.client = new ClientID(settings.clientId());
        this.clock = clock;
        this.provider = new OidcProvider(settings, nanos);
        this.exchange = new TokenExchange(settings, at(RETURN));
        this.cookieSealer = new CookieSealer(settings.secret());
        this.notices = new ReplayGuard(NOTICE_LIFE.plus(settings.skew()).plus(settings.skew()));
    }

    private URI at(String path) {
        return URI.create(publicUrl + "/" + path);
    }

    @Override
    public String returnPath() {
        return RETURN;
    }

    @Override
    public LoginStart begin(SignOnRequest request, String view, boolean secure) throws LoginException {
        URI authorization = provider.get().metadata().getAuthorizationEndpointURI();
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        URI location = new AuthenticationRequest.Builder(
                        ResponseType.CODE, Scope.parse(settings.scopes()), client, at(RETURN))
                .endpointURI(authorization)
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        String kept = view.length() > LONGEST_VIEW ? "" : view;
        PendingLogin pending =
                new PendingLogin(state.getValue(), nonce.getValue(), verifier.getValue(), clock.instant(), kept);
        List<String> cookies = new ArrayList<>();
        for (String name : overtaken(request)) {
            cookies.add(CookieHeaders.delete(name, cookiePath(), secure));
        }
        cookies.add(CookieHeaders.set(
                PendingLogin.cookieName(state.getValue()),
                cookieSealer.close(pending.text()),
                cookiePath(),
                secure,
                PendingLogin.LIFE));
        return new LoginStart(location.toString(), cookies);
    }

    /** The cookies to delete for another login: those that are not pending logins, and the oldest. */
    private List<String> overtaken(SignOnRequest request) {
        Map<String, Instant> begun = new HashMap<>();
        for (CookieHeaders.SentCookie cookie : CookieHeaders.beginning(request, PendingLogin.COOKIES)) {
            PendingLogin pending = PendingLogin.parse(cookieSealer.open(cookie.value()));
            begun.merge(cookie.name(), pending == null ? Instant.MIN : pending.begun(), OidcLogin::later);
        }
        return begun.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .skip(MOST_BEGUN - 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The whole application, since the cookies of earlier logins must be sent where a login begins. */
    private String cookiePath() {
        String path = publicUrl.getPath();
        return path.isEmpty() ? "/" : path;
    }

    @Override
    public LoginResult finish(SignOnRequest request) throws LoginException {
        String state = request.parameter("state");
        PendingLogin pending = state == null ? null : pending(request, state);
        if (pending == null) {
            throw new LoginException(
                    LoginFailure.REFUSED,
                    "it was not begun in this browser within the last " + PendingLogin.LIFE.toMinutes()
                            + " minutes, so somebody else may have begun it");
        }
        String error = request.parameter("error");
        if (error != null) {
            throw new LoginException(
                    LoginFailure.REFUSED,
                    "the provider has answered '" + SafeText.shown(error) + "': "
                            + SafeText.shown(String.valueOf(request.parameter("error_description"))));
        }
        String issuer = request.parameter("iss"); // RFC 9207
        String code = request.parameter("code");
        if (code == null || (issuer != null && !issuer.equals(settings.issuer().toString()))) {
            throw new LoginException(LoginFailure.REFUSED, "the answer has no code, or comes from another provider");
        }
        if (!exchanges.tryAcquire()) {
            throw new LoginException(
                    LoginFailure.PROVIDER,
                    MOST_EXCHANGES + " other logins are waiting for the provider, which is the limit here");
        }
        try {
            if (!finished.add(pending.state(), clock.instant())) {
                throw new LoginException(LoginFailure.REFUSED, "it has been finished before");
            }
            return exchanged(pending, code);
        } catch (LoginException e) {
            if (e.kind() == LoginFailure.PROVIDER) {
                finished.remove(pending.state()); // the page will try again
            }
            throw e;
        } finally {
            exchanges.release();
        }
    }

    private LoginResult exchanged(PendingLogin pending, String code) throws LoginException {
        OidcProvider.ProviderData providerData = provider.get();
        TokenExchange.IssuedTokens tokens = exchange.redeem(providerData.metadata(), code, pending.verifier());
        IDTokenClaimsSet claims = validate(providerData, tokens.idToken(), pending.nonce());
        String subject = claims.getSubject().getValue();
        Map<String, Object> all = settings.userinfo()
                ? exchange.withUserinfo(providerData.metadata(), tokens, subject, claims.toJSONObject())
                : claims.toJSONObject();
        return new LoginResult(
                person(all),
                new ProviderSession(
                        subject,
                        claims.getSessionID() == null
                                ? null
                                : claims.getSessionID().getValue(),
                        tokens.idToken().getParsedString()),
                pending.view(),
                List.of(CookieHeaders.delete(
                        PendingLogin.cookieName(pending.state()),
                        cookiePath(),
                        "https".equalsIgnoreCase(publicUrl.getScheme()))));
    }

    private @Nullable PendingLogin pending(SignOnRequest request, String state) {
        Instant now = clock.instant();
        for (String value : CookieHeaders.values(request, PendingLogin.cookieName(state))) {
            PendingLogin pending = PendingLogin.parse(cookieSealer.open(value));
            if (pending != null
                    && pending.state().equals(state)
                    && pending.begun().plus(PendingLogin.LIFE).isAfter(now)) {
                return pending;
            }
        }
        return null;
    }

    private IDTokenClaimsSet validate(OidcProvider.ProviderData providerData, JWT token, String nonce)
            throws LoginException {
        IDTokenValidator validator =
                new IDTokenValidator(providerData.metadata().getIssuer(), client, providerData.keys(), null);
        validator.setMaxClockSkew(Math.toIntExact(settings.skew().toSeconds()));
        try {
            IDTokenClaimsSet claims = validator.validate(token, new Nonce(nonce));
            AuthorizedParty party = claims.getAuthorizedParty();
            if (party != null && !party.getValue().equals(client.getValue())) {
                throw new LoginException(
                        LoginFailure.REFUSED,
                        "its ID token is for the client '" + SafeText.shown(party.getValue()) + "'");
            }
            return claims;
        } catch (BadJOSEException e) {
            throw new LoginException(LoginFailure.REFUSED, "its ID token is not accepted: " + e.getMessage());
        } catch (KeySourceException e) {
            throw new LoginException(LoginFailure.PROVIDER, "the provider's keys can't be fetched: " + e.getMessage());
        } catch (JOSEException e) {
            throw new LoginException(LoginFailure.REFUSED, "its ID token can't be checked: " + e.getMessage());
        }
    }

    private Person person(Map<String, Object> claims) throws LoginException {
        String name = ClaimReader.text(claims, settings.userClaim());
        if (name == null) {
            throw new LoginException(
                    LoginFailure.REFUSED,
                    "the provider has sent no claim '" + settings.userClaim() + "',"
                            + " expected because of onetail.access.oidc.user-claim; it has sent " + claims.keySet());
        }
        if (settings.userClaim().equals("email")
                && settings.verifiedEmail()
                && !"true".equals(String.valueOf(claims.get("email_verified")))) {
            throw new LoginException(
                    LoginFailure.REFUSED,
                    "the provider does not say that the address '" + SafeText.shown(name)
                            + "' is verified: the claim email_verified is not true, but onetail.access.oidc.verified-email is",
                    null,
                    name);
        }
        if (!Person.isName(name)) {
            throw new LoginException(
                    LoginFailure.REFUSED,
                    "the provider has sent the name '" + SafeText.shown(name)
                            + "', which is not valid: it is blank or has invisible characters",
                    null,
                    name);
        }
        String shown = ClaimReader.text(claims, settings.nameClaim());
        return new Person(name, shown == null ? name : shown, ClaimReader.texts(claims, settings.groupsClaim()));
    }

    @Override
    public @Nullable String logout(UserSession session) {
        OidcProvider.ProviderData providerData = provider.peek();
        URI endpoint = providerData == null ? null : providerData.metadata().getEndSessionEndpointURI();
        if (endpoint == null) {
            return null;
        }
        JWT hint = null;
        try {
            hint = session.providerSession().token() == null
                    ? null
                    : SignedJWT.parse(session.providerSession().token());
        } catch (ParseException e) {
            // without it, the provider asks the person
        }
        return new LogoutRequest(endpoint, hint, null, client, at("login/out"), null, null)
                .toURI()
                .toString();
    }

    /** See <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">OpenID Connect Back-Channel Logout</a>. */
    @Override
    public ProviderLogout notice(String token) throws LoginException {
        OidcProvider.ProviderData there = provider.get();
        LogoutTokenClaimsSet claims;
        try {
            claims = new LogoutTokenValidator(there.metadata().getIssuer(), client, false, there.keys(), null)
                    .validate(SignedJWT.parse(token));
        } catch (KeySourceException e) {
            throw new LoginException(LoginFailure.PROVIDER, "the provider's keys can't be fetched: " + e.getMessage());
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new LoginException(LoginFailure.REFUSED, "its logout token is not accepted: " + e.getMessage());
        }
        Instant now = clock.instant();
        Instant issued = claims.getIssueTime().toInstant();
        if (issued.isAfter(now.plus(settings.skew()))
                || issued.plus(NOTICE_LIFE).plus(settings.skew()).isBefore(now)) {
            throw new LoginException(
                    LoginFailure.REFUSED, "its logout token was issued at " + issued + ", but now it is " + now);
        }
        if (!notices.add(claims.getJWTID().getValue(), now)) {
            throw new LoginException(LoginFailure.REFUSED, "its logout token has been received before");
        }
        String sid =
                claims.getSessionID() == null ? null : claims.getSessionID().getValue();
        String subject =
                claims.getSubject() == null ? null : claims.getSubject().getValue();
        return new ProviderLogout(subject, sid);
    }
}
