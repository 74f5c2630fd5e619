package io.onetail.access.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Person;
import io.onetail.access.SignedIn;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody who is signed in, with the WebSockets that end with it. Safe for any thread. */
public final class Session implements SignedIn {
    private final String id;
    private final Person person;
    private final Grant grant;
    private final long started;
    private volatile long used; // written by any request, only ever forward enough

    @GuardedBy("this")
    private final Set<LiveSocket> sockets = new HashSet<>();

    @GuardedBy("this")
    private @Nullable String ended;

    /** A WebSocket, or another thing that lasts longer than a request, that a session may close. */
    public interface LiveSocket {
        /** Must not block. */
        void close(String reason);
    }

    /**
     * What the identity provider knows this login by; all null where there is none.
     *
     * @param subject the person's unchanging name there
     * @param sid the provider's own session
     * @param token proves at sign-out who is asking
     */
    public record Grant(
            @Nullable String subject,
            @Nullable String sid,
            @Nullable String token) {
        public static final Grant NONE = new Grant(null, null, null);
    }

    Session(String id, Person person, Grant grant, long now) {
        this.id = id;
        this.person = person;
        this.grant = grant;
        this.started = now;
        this.used = now;
    }

    String id() {
        return id;
    }

    @Override
    public Person person() {
        return person;
    }

    /** What the identity provider knows this login by. */
    public Grant grant() {
        return grant;
    }

    long started() {
        return started;
    }

    long used() {
        return used;
    }

    void use(long now) {
        used = now;
    }

    synchronized boolean add(LiveSocket socket) {
        return ended == null && sockets.add(socket);
    }

    synchronized boolean remove(LiveSocket socket) {
        return sockets.remove(socket);
    }

    synchronized @Nullable String ended() {
        return ended;
    }

    /** @return the WebSockets to close, none if it has ended before */
    synchronized Set<LiveSocket> end(String reason) {
        if (ended != null) {
            return Set.of();
        }
        ended = reason;
        return Set.copyOf(sockets);
    }

    /** Says who, and never the session's name. */
    @Override
    public String toString() {
        return "session of " + person.name();
    }
}
