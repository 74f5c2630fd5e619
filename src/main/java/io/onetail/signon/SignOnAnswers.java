package io.onetail.signon;

import io.onetail.access.AuditLog;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What all ways of signing in have in common: how people enter or sign out, and how requests are refused. Safe for any
 * thread.
 */
final class SignOnAnswers {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    static final String SESSION_COOKIE = "onetail-session";

    private final AccessSettings settings;
    private final SessionRegistry sessionRegistry;
    private final UserQuota quota;
    private final AuditLog audit;
    private final String base;

    /** @param base the application's URL in browsers, with a final slash */
    SignOnAnswers(
            AccessSettings settings, SessionRegistry sessionRegistry, UserQuota quota, AuditLog audit, String base) {
        this.settings = settings;
        this.sessionRegistry = sessionRegistry;
        this.quota = quota;
        this.audit = audit;
        this.base = base;
    }

    /**
     * The address that a request came from. A proxy's header counts only from its own address, and in mode {@code
     * proxy} with its secret.
     */
    String address(SignOnRequest request) {
        List<String> forwarded =
                settings.isFromProxy(request.remote()) ? request.headers("X-Forwarded-For") : List.of();
        String newest =
                forwarded.isEmpty() ? "" : forwarded.get(forwarded.size() - 1); // some proxies add another header
        String last = newest.substring(newest.lastIndexOf(',') + 1).strip();
        return ADDRESS.matcher(last).matches() ? last : request.remote();
    }

    /** Lets a person enter, unless they send too many requests. */
    SignOnDecision known(SignOnRequest request, UserSession session) {
        if (request.path().equals(SignOnFlow.LIVE) || request.path().startsWith("api/")) {
            String refusal = quota.takeRequest(session.person());
            if (refusal == null && request.path().equals(SignOnFlow.LIVE)) {
                refusal = quota.connectionRefusal(session.person());
            }
            if (refusal != null) {
                LOGGER.log(
                        Level.WARNING,
                        "Refused {0} of {1} from {2}: {3}",
                        SafeText.shown(request.path()),
                        SafeText.shown(session.person().name()),
                        request.remote(),
                        refusal);
                if (quota.isNewTrouble(session.person())) {
                    audit.refused(session.person(), address(request), request.path(), refusal);
                }
                return new SignOnDecision.RefuseRequest(429, "limit", refusal);
            }
        }
        return new SignOnDecision.EnterApplication(session);
    }

    /** Ends the session; {@code there} is the URL that the browser opens next. */
    SignOnDecision signOut(SignOnRequest request, UserSession session, @Nullable String there) {
        if (!request.method().equals("POST")) {
            return refuse(request, 405, "bad-request", "Signing out needs a POST.");
        }
        sessionRegistry.end(session, "You have signed out.");
        audit.signedOut(session.person(), address(request), "They have signed out.");
        LOGGER.log(
                Level.INFO,
                "{0} has signed out from {1}.",
                SafeText.shown(session.person().name()),
                request.remote());
        return new SignOnDecision.AnswerRequest(
                200,
                JsonValues.object()
                        .add("location", JsonValues.text(there))
                        .build()
                        .toString(),
                List.of(CookieHeaders.delete(SESSION_COOKIE, cookiePath(), secure(request))));
    }

    static SignOnDecision unknown(SignOnRequest request, String message) {
        boolean live = request.path().equals(SignOnFlow.LIVE); // a page tries once, then waits for the person
        LOGGER.log(
                live ? Level.INFO : Level.DEBUG,
                "Refused {0} from {1}: nobody is signed in, or the session has ended.",
                SafeText.shown(request.path()),
                request.remote());
        return new SignOnDecision.RefuseRequest(401, "unauthenticated", message);
    }

    static SignOnDecision refuse(SignOnRequest request, int status, String code, String message) {
        LOGGER.log(
                Level.WARNING,
                "Refused {0} from {1}: {2}",
                SafeText.shown(request.path()),
                request.remote(),
                SafeText.escaped(message));
        return new SignOnDecision.RefuseRequest(status, code, message);
    }

    /** Whether the browser uses https. */
    boolean secure(SignOnRequest request) {
        return settings.publicUrl() == null
                ? request.secure()
                : "https".equalsIgnoreCase(settings.publicUrl().getScheme());
    }

    /** The path of cookies, which is the application's. */
    String cookiePath() {
        String path = settings.publicUrl() == null ? base : settings.publicUrl().getPath() + "/";
        return path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }
}
