package io.onetail.viewer;

import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.access.RequestPrincipal;
import io.onetail.signon.SignOn;
import io.onetail.signon.UserSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A connection's place among those of its person: it counts towards the limit, and ties the connection to the session.
 * Without sign-on, nothing is limited. Safe for any thread.
 */
final class SessionSlot {
    private final SignOn signOn;
    private final @Nullable UserSession session;
    private final UserSession.LiveSocket socket;
    private boolean counted;

    /**
     * @param principal the principal of the handshake
     * @param socket closes the connection
     */
    SessionSlot(SignOn signOn, @Nullable Principal principal, UserSession.LiveSocket socket) {
        this.signOn = signOn;
        this.session = RequestPrincipal.sessionOf(principal) instanceof UserSession known ? known : null;
        this.socket = socket;
    }

    @Nullable
    Person person() {
        return PersonPrincipal.personOf(session);
    }

    /** Takes the place; returns why the connection must end, a sentence, or null. */
    synchronized @Nullable String take() {
        if (session == null) {
            return null;
        }
        counted = signOn.quota().connect(session.person());
        if (!counted) {
            return "You have too many connections open; close another page first.";
        }
        return signOn.sessions().attach(session, socket) ? null : "Your session has ended; sign in again.";
    }

    /** Releases the place. May be called twice. */
    synchronized void leave() {
        if (session != null) {
            signOn.sessions().detach(session, socket);
            if (counted) {
                counted = false;
                signOn.quota().disconnect(session.person());
            }
        }
    }
}
