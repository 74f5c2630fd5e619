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
 * Lets in who can read the server's log: a token stands there, in a link that is ready to be opened. It is for the time until an
 * administrator has said how people are known, when nothing else tells somebody on this machine from a reverse proxy on it that adds no
 * header.
 *
 * <p>Each server of a cluster has a token of its own, as it has sessions of its own. One for all would have to be in Redis, for whoever reads that.
 */
final class TokenLogin implements LoginMethod {
    static final String ENTER = "login/token";
    /** What whoever has the token is called, in the audit too. */
    static final Person HOLDER = new Person("token", "token", Set.of());

    /** In the link. */
    private static final String LINKED = "token";
    /** In the form, whose address may still have a link's token that was wrong. */
    private static final String PASTED = "pasted";

    private static final int TOKEN_BYTES = 24;
    /** Nobody guesses it; this is for the log and the audit. */
    private static final int ATTEMPTS = 20;

    private static final double ATTEMPT_NANOS = 1e9;

    private final String base;
    private final byte[] token;
    private final LongSupplier nanos;
    private final TokenBucket attempts;

    /**
     * @param base what the application's addresses begin with, a slash at its end
     * @param nanos a clock that only goes forward
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
     * What the log says, with the one secret that is meant to be there.
     *
     * @param context where the application is on this server
     */
    static String invitation(String context, Secret token) {
        // an application is not told the port; these are the servers' own settings and defaults
        int port = Integer.getInteger("jboss.http.port", Integer.getInteger("HTTP_LISTENER_PORT", 8080))
                + Integer.getInteger("jboss.socket.binding.port-offset", 0);
        return "As long as onetail.access.mode says nothing else, Onetail lets in only those who have this server's token, on this machine or through"
                + " 'ssh -L'. Open http://localhost:" + port + context + "/" + ENTER + "?" + LINKED + "="
                + token.value()
                + " (with the port of this server, if that is another), or paste the token into the page. It is valid until"
                + " the server ends.";
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
            // wrong ones only: nobody can keep the token's owner out by trying others
            if (!attempts.take(nanos.getAsLong())) {
                throw new LoginException(
                        LoginException.LoginFailure.TOO_MANY, "more than " + ATTEMPTS + " wrong tokens were tried");
            }
            throw new LoginException(
                    LoginException.LoginFailure.PASSWORD,
                    "its token is not the one that this server's log has shown at its start");
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
        throw new LoginException(LoginException.LoginFailure.REFUSED, "a token's login sends no such message");
    }
}
