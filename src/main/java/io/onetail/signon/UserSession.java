package io.onetail.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A person's session, with the WebSockets that end with it. Safe for any thread. */
public final class UserSession implements PersonPrincipal {
    private final String id;
    private final Person person;
    private final ProviderSession providerSession;
    private final long started;
    private volatile long used; // volatile: written by any request, and a lost update is harmless

    @GuardedBy("this")
    private final Set<LiveSocket> sockets = new HashSet<>();

    @GuardedBy("this")
    private @Nullable String ended;

    /** A WebSocket or other long-lived exchange that the session closes when it ends. */
    public interface LiveSocket {
        /** Closes it with a reason for the person. Must not block. */
        void close(String reason);
    }

    /**
     * The login at the identity provider; all components are null without one.
     *
     * @param subject the person's permanent identifier at the provider
     * @param sid the provider's session
     * @param token the ID token, which proves the person's identity at sign-out
     */
    public record ProviderSession(
            @Nullable String subject,
            @Nullable String sid,
            @Nullable String token) {
        /** Without an identity provider. */
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

    /** The login at the identity provider. */
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

    /** Ends it; returns the WebSockets to close, none if it has ended before. */
    synchronized Set<LiveSocket> end(String reason) {
        if (ended != null) {
            return Set.of();
        }
        ended = reason;
        return Set.copyOf(sockets);
    }

    /** Names the person, and never the session's id. */
    @Override
    public String toString() {
        return "session of " + person.name();
    }
}
