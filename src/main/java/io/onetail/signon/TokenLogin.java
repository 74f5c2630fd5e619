package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.access.TokenBucket;
import io.onetail.catalog.Secret;
import io.onetail.signon.UserSession.ProviderSession;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in people who can read the server's log, which contains a link with a token. It is for the time until an
 * administrator has configured how people sign in, when nothing else distinguishes a person on this machine from a
 * reverse proxy on it that adds no header. Safe for any thread.
 *
 * <p>Each server of a cluster has its own token, as it has its own sessions. A shared one would have to be in Redis,
 * where others can read it.
 */
final class TokenLogin implements LoginMethod {
    static final String ENTER = "login/token";
    /** The person who signs in with the token, also in the audit. */
    static final Person HOLDER = new Person("token", "token", Set.of());

    /** The parameter in the link. */
    private static final String LINKED = "token";
    /** The parameter in the form, whose URL may still contain a wrong token from a link. */
    private static final String PASTED = "pasted";

    private static final int TOKEN_BYTES = 24;
    /** Limits entries in the log and the audit; the token can't be guessed anyway. */
    private static final int ATTEMPTS = 20;

    private static final double ATTEMPT_NANOS = 1e9;

    private final String base;
    private final byte[] token;
    private final LongSupplier nanos;
    private final TokenBucket attempts;

    /**
     * @param base the application's URL, with a final slash
     * @param token the token that lets people in
     * @param nanos a monotonic clock, nanoseconds
     */
    TokenLogin(String base, Secret token, LongSupplier nanos) {
        this.base = base;
        this.token = bytes(token.value());
        this.nanos = nanos;
        this.attempts = new TokenBucket(ATTEMPTS, ATTEMPT_NANOS, nanos.getAsLong());
    }

    static Secret newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return new Secret(HexFormat.of().formatHex(token));
    }

    /**
     * The message for the log, with the only secret that is meant to be there.
     *
     * @param context the application's context path
     */
    static String invitation(String context, Secret token) {
        // an application can't ask for the port; these are the servers' own settings and defaults
        int port = Integer.getInteger("jboss.http.port", Integer.getInteger("HTTP_LISTENER_PORT", 8080))
                + Integer.getInteger("jboss.socket.binding.port-offset", 0);
        String link = "http://localhost:" + port + context + "/" + ENTER + "?" + LINKED + "=" + token.value();
        return "As long as onetail.access.mode is not set, Onetail lets in only people with this server's token,"
                + " on this machine or through 'ssh -L'."
                + " Open " + link + " (with this server's port, if it is a different one),"
                + " or paste the token into the page. It is valid until Onetail ends.";
    }

    @Override
    public String returnPath() {
        return ENTER;
    }

    @Override
    public LoginStart begin(SignOnRequest request, String view, boolean secure) {
        return new LoginStart(base + ENTER + "?to=" + URLEncoder.encode(view, StandardCharsets.UTF_8), List.of());
    }

    @Override
    public boolean asks(SignOnRequest request) {
        return !request.method().equals("POST") && request.parameter(LINKED) == null;
    }

    @Override
    public String form(boolean again) {
        return again ? "/login/token-wrong.html" : "/login/token.html";
    }

    @Override
    public LoginResult finish(SignOnRequest request) throws LoginException {
        String given = request.parameter(request.method().equals("POST") ? PASTED : LINKED);
        if (given == null || !MessageDigest.isEqual(bytes(given.strip()), token)) {
            // counts wrong tokens only, so that nobody can lock out the owner of the right one
            if (!attempts.take(nanos.getAsLong())) {
                throw new LoginException(
                        LoginException.LoginFailure.TOO_MANY,
                        "more than " + ATTEMPTS + " wrong tokens have been tried");
            }
            throw new LoginException(
                    LoginException.LoginFailure.PASSWORD, "its token is not the one in this server's log");
        }
        return new LoginResult(HOLDER, ProviderSession.NONE, SignOnFlow.view(request.parameter("to")), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String logout(UserSession session) {
        return null;
    }

    @Override
    public ProviderLogout notice(String token) throws LoginException {
        throw new LoginException(LoginException.LoginFailure.REFUSED, "the login by token does not send logout tokens");
    }
}
