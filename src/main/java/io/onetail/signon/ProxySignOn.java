package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mode {@code proxy}: a reverse proxy signs people in, and names them in headers. */
final class ProxySignOn implements SignOnMode {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final ProxyHeaders headers;
    private final @Nullable String logout;
    private final SessionRegistry sessionRegistry;
    private final SignOnAnswers answers;

    /** @param logout the URL at which to sign out of the proxy, or null */
    ProxySignOn(ProxyHeaders headers, @Nullable String logout, SessionRegistry sessionRegistry, SignOnAnswers answers) {
        this.headers = headers;
        this.logout = logout;
        this.sessionRegistry = sessionRegistry;
        this.answers = answers;
    }

    @Override
    public SignOnDecision decide(SignOnRequest request) {
        ProxyHeaders.ProxyIdentity proxyIdentity = headers.read(request);
        if (proxyIdentity.refusal() != null) {
            LOGGER.log(
                    Level.WARNING,
                    "Refused {0} from {1}: its headers are not accepted, because {2}.",
                    SafeText.shown(request.path()),
                    request.remote(),
                    SafeText.escaped(proxyIdentity.refusal()));
            return SignOnFlow.isNavigation(request)
                    ? new SignOnDecision.ShowNotice(NoticePage.NOT_THROUGH_PROXY, null, List.of())
                    : new SignOnDecision.RefuseRequest(403, "forbidden", NoticePage.NOT_THROUGH_PROXY.sentence());
        }
        Person person = proxyIdentity.person();
        if (person == null) {
            return SignOnAnswers.unknown(request, "The sign-on proxy does not say who you are. Sign in there.");
        }
        UserSession session = sessionRegistry.of(person);
        if (request.path().equals(SignOnFlow.LOGOUT)) {
            return answers.signOut(request, session, logout);
        }
        return answers.known(request, session);
    }

    @Override
    public boolean isReturn(String path) {
        return false;
    }
}
