package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.signon.UserSession.LiveSocket;
import io.onetail.signon.UserSession.ProviderSession;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions on this server. A session ends some time after its login, and some time after the last sign of the
 * person; its WebSockets are closed with it. The time-outs are Onetail's own, since those of the servers differ. {@link
 * #sweep} is to be called every second. Safe for any thread.
 */
public final class SessionRegistry {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Duration lifetime;
    private final @Nullable Duration idle;
    private final String overdue;
    private final int most;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, UserSession> byId = new ConcurrentHashMap<>();

    private SessionRegistry(Duration lifetime, @Nullable Duration idle, String overdue, int most, LongSupplier nanos) {
        this.lifetime = lifetime;
        this.idle = idle;
        this.overdue = overdue;
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * For sessions that begin with a login.
     *
     * @param most maximum number of sessions of one person
     * @param nanos a monotonic clock, nanoseconds
     */
    static SessionRegistry fromLogin(SessionSettings settings, int most, LongSupplier nanos) {
        return new SessionRegistry(
                settings.lifetime(),
                settings.idle(),
                "Your session has reached its maximum length; sign in again.",
                most,
                nanos);
    }

    /** For sessions of people whom a proxy names at each request; they end only so that the proxy is asked again. */
    static SessionRegistry ofKnownPeople(Duration recheck, LongSupplier nanos) {
        return new SessionRegistry(
                recheck, null, "Checking whether you are still signed in.", Integer.MAX_VALUE, nanos);
    }

    /** Begins a session with a new random id. If the person has too many, the one idle longest ends. */
    synchronized UserSession begin(Person person, ProviderSession providerSession) {
        // copied, since the order must not change while the sessions are sorted
        Map<UserSession, Long> idle = new HashMap<>();
        long now = nanos.getAsLong();
        byId.values().stream()
                .filter(session -> session.person().name().equals(person.name()))
                .forEach(session -> idle.put(session, now - session.used()));
        idle.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .skip(most - 1L)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(session -> end(
                        session,
                        "You have signed in more than " + most + " times, which is the limit here;"
                                + " this session has been idle longest."));
        byte[] id = new byte[32];
        RANDOM.nextBytes(id);
        UserSession session = new UserSession(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id), person, providerSession, nanos.getAsLong());
        byId.put(session.id(), session);
        return session;
    }

    /**
     * The session with an id, or null if there is none or it has ended.
     *
     * @param used whether the request is a sign of the person
     */
    @Nullable
    UserSession find(String id, boolean used) {
        UserSession session = byId.get(id);
        if (session == null) {
            return null;
        }
        String over = over(session);
        if (over != null) {
            end(session, over);
            return null;
        }
        if (used) {
            session.use(nanos.getAsLong());
        }
        return session;
    }

    /** The session of a person who is identified without a session's id; begins one if there is none. */
    UserSession of(Person person) {
        String id = "person:" + person; // can't be the id of another session
        UserSession session = find(id, true);
        return session != null
                ? session
                : byId.computeIfAbsent(
                        id, key -> new UserSession(key, person, ProviderSession.NONE, nanos.getAsLong()));
    }

    /**
     * Ties a WebSocket to a session.
     *
     * @return false if the session has ended, so that the WebSocket must end too
     */
    public boolean attach(UserSession session, LiveSocket socket) {
        return session.add(socket);
    }

    /**
     * The session that replaces one that has ended only so that the proxy is asked again, for work begun in it and
     * younger than the interval between two checks; null if the session has ended for good.
     *
     * @param reason the reason with which the session has ended
     * @param begun when the work began, by {@link System#nanoTime}
     */
    public @Nullable UserSession successor(UserSession ended, String reason, long begun) {
        boolean lookedAt = idle == null && reason.equals(overdue);
        return lookedAt && nanos.getAsLong() - begun < lifetime.toNanos() ? of(ended.person()) : null;
    }

    /** Releases a WebSocket that has closed. May be called twice. */
    public void detach(UserSession session, LiveSocket socket) {
        session.remove(socket);
    }

    /** Ends a session and closes its WebSockets; does nothing if it has ended already. */
    void end(UserSession session, String reason) {
        byId.remove(session.id(), session);
        var sockets = session.end(reason);
        if (session.ended() == null) {
            return;
        }
        for (LiveSocket socket : sockets) {
            try {
                socket.close(reason);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "A WebSocket of the " + session + " can't be closed.", e);
            }
        }
    }

    /**
     * Ends all sessions that match.
     *
     * @return the sessions ended
     */
    List<UserSession> endAll(Predicate<UserSession> which, String reason) {
        List<UserSession> ending = byId.values().stream().filter(which).toList();
        ending.forEach(session -> end(session, reason));
        return ending;
    }

    /** Ends sessions whose time is over. Does not block. */
    void sweep() {
        for (UserSession session : byId.values()) {
            String over = over(session);
            if (over != null) {
                end(session, over);
            }
        }
    }

    int size() {
        return byId.size();
    }

    private @Nullable String over(UserSession session) {
        long now = nanos.getAsLong();
        if (now - session.started() >= lifetime.toNanos()) {
            return overdue;
        }
        if (idle != null && now - session.used() >= idle.toNanos()) {
            return "Your session has ended because nobody used it; sign in again.";
        }
        return null;
    }
}
