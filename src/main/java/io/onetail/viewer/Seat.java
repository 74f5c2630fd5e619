package io.onetail.viewer;

import io.onetail.access.Person;
import io.onetail.access.SignedIn;
import io.onetail.access.Visit;
import io.onetail.access.signon.Session;
import io.onetail.access.signon.SignOn;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The place that a connection takes among those of its person: it counts towards the limit, and the connection ends with the session.
 * Where nobody is known there is none to take. Safe for any thread.
 */
final class Seat {
    private final SignOn signOn;
    private final @Nullable Session session;
    private final Session.LiveSocket socket;
    private boolean counted;

    /**
     * @param principal as the handshake had it
     * @param socket closes the connection
     */
    Seat(SignOn signOn, @Nullable Principal principal, Session.LiveSocket socket) {
        this.signOn = signOn;
        this.session = Visit.sessionOf(principal) instanceof Session known ? known : null;
        this.socket = socket;
    }

    @Nullable
    Person person() {
        return SignedIn.personOf(session);
    }

    /** @return null if it is taken, else why the connection must end */
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

    /** May be called twice. */
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
