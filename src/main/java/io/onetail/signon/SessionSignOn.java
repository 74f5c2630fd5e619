package io.onetail.signon;

import io.onetail.access.AuditLog;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Signs people in by a {@link LoginMethod}; a cookie then identifies their session. */
final class SessionSignOn implements SignOnMode {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final LoginMethod login;
    private final SessionRegistry sessionRegistry;
    private final SignOnAnswers answers;
    private final String base;
    private final AuditLog audit;
    private final BiConsumer<ProviderLogout, String> logouts;

    /** @param logouts receives logouts at the provider, with the address that reports them */
    SessionSignOn(
            LoginMethod login,
            SessionRegistry sessionRegistry,
            SignOnAnswers answers,
            String base,
            AuditLog audit,
            BiConsumer<ProviderLogout, String> logouts) {
        this.login = login;
        this.sessionRegistry = sessionRegistry;
        this.answers = answers;
        this.base = base;
        this.audit = audit;
        this.logouts = logouts;
    }

    @Override
    public SignOnDecision decide(SignOnRequest request) {
        if (request.path().equals(SignOnFlow.BACK_CHANNEL)) {
            return notice(request);
        }
        if (request.path().equals(SignOnFlow.SIGNED_OUT)) {
            return new SignOnDecision.ShowNotice(NoticePage.SIGNED_OUT, null, List.of());
        }
        if (request.path().equals(login.returnPath())) {
            return login.asks(request) ? new SignOnDecision.ShowLoginForm(login.form(false), false) : finish(request);
        }
        UserSession session = session(request);
        if (session == null) {
            return SignOnFlow.isNavigation(request)
                    ? begin(request, SignOnFlow.view(request.query() == null ? "" : "?" + request.query()))
                    : SignOnAnswers.unknown(
                            request, "You are not signed in, or your session has ended; sign in again.");
        }
        if (request.path().equals(SignOnFlow.LOGOUT)) {
            String there = login.logout(session);
            return answers.signOut(request, session, there == null ? base + SignOnFlow.SIGNED_OUT : there);
        }
        return answers.known(request, session);
    }

    private @Nullable UserSession session(SignOnRequest request) {
        boolean used =
                !request.path().equals(SignOnFlow.LIVE) && !request.path().equals("api/session");
        for (String id : CookieHeaders.values(request, SignOnAnswers.SESSION_COOKIE)) {
            UserSession session = sessionRegistry.find(id, used);
            if (session != null) {
                return session;
            }
        }
        return null;
    }

    private SignOnDecision begin(SignOnRequest request, String view) {
        try {
            LoginMethod.LoginStart loginStart = login.begin(request, view, answers.secure(request));
            return new SignOnDecision.RedirectBrowser(loginStart.location(), loginStart.cookies());
        } catch (LoginException e) {
            return failed(request, e);
        }
    }

    private SignOnDecision finish(SignOnRequest request) {
        try {
            LoginMethod.LoginResult loginResult = login.finish(request);
            UserSession before = session(request);
            if (before != null) {
                sessionRegistry.end(before, "You have signed in again.");
            }
            UserSession session = sessionRegistry.begin(loginResult.person(), loginResult.providerSession());
            LOGGER.log(
                    Level.INFO,
                    "{0} has signed in from {1}; groups: {2}.",
                    SafeText.shown(session.person().name()),
                    request.remote(),
                    SafeText.escaped(session.person().groups().toString()));
            audit.signedIn(session.person(), answers.address(request));
            List<String> cookies = new ArrayList<>(loginResult.cookies());
            cookies.add(CookieHeaders.set(
                    SignOnAnswers.SESSION_COOKIE, session.id(), answers.cookiePath(), answers.secure(request), null));
            return new SignOnDecision.RedirectBrowser(base + loginResult.view(), cookies);
        } catch (LoginException e) {
            audit.signInFailed(e.claimed(), answers.address(request), reason(e) + ".");
            return failed(request, e);
        }
    }

    private SignOnDecision failed(SignOnRequest request, LoginException e) {
        LOGGER.log(Level.WARNING, "A login from " + request.remote() + " has failed: " + reason(e) + ".", e.getCause());
        return switch (e.kind()) {
            case PASSWORD -> new SignOnDecision.ShowLoginForm(login.form(true), true);
            case PROVIDER -> new SignOnDecision.ShowNotice(NoticePage.PROVIDER_AWAY, e.getMessage(), List.of());
            case REFUSED -> new SignOnDecision.ShowNotice(NoticePage.LOGIN_FAILED, e.getMessage(), List.of());
            case TOO_MANY -> new SignOnDecision.ShowNotice(NoticePage.TOO_MANY, e.getMessage(), List.of());
        };
    }

    /**
     * OpenID Connect Back-Channel Logout 1.0: 200 if the token is accepted, 400 if not, whether or not there was a
     * session.
     */
    private SignOnDecision notice(SignOnRequest request) {
        String token = request.method().equals("POST") ? request.parameter("logout_token") : null;
        try {
            if (token == null) {
                throw new LoginException(LoginException.LoginFailure.REFUSED, "it has no logout_token");
            }
            logouts.accept(login.notice(token), request.remote());
            return new SignOnDecision.AnswerRequest(200, null, List.of());
        } catch (LoginException e) {
            LOGGER.log(
                    Level.WARNING,
                    "Refused a logout message from " + request.remote() + ": " + reason(e) + ".",
                    e.getCause());
            return e.kind() == LoginException.LoginFailure.PROVIDER
                    ? new SignOnDecision.RefuseRequest(503, "unavailable", "The provider's keys could not be fetched.")
                    : new SignOnDecision.RefuseRequest(400, "bad-request", "The logout token is not accepted.");
        }
    }

    /** The reason, escaped, since it quotes the provider and the browser. */
    private static String reason(LoginException e) {
        return SafeText.escaped(String.valueOf(e.getMessage()));
    }

    @Override
    public boolean isReturn(String path) {
        return path.equals(login.returnPath());
    }
}
