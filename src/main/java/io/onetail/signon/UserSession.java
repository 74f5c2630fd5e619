package io.onetail.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody who is signed in, with the WebSockets that end with it. Safe for any thread. */
public final class UserSession implements PersonPrincipal {
    private final String id;
    private final Person person;
    private final ProviderSession providerSession;
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
    public record ProviderSession(
            @Nullable String subject,
            @Nullable String sid,
            @Nullable String token) {
        public static final ProviderSession NONE = new ProviderSession(null, null, null);
    }

    UserSession(String id, Person person, ProviderSession providerSession, long now) {
        this.id = id;
        this.person = person;
        this.providerSession = providerSession;
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
    public ProviderSession providerSession() {
        return providerSession;
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
