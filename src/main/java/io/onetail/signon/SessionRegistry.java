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
 * Who is signed in on this server. One clock of our own decides when a session ends, since the servers' differ: after so long from its
 * login, and after so long without a sign of the person; its WebSockets are closed with it. {@link #sweep} is to be called every
 * second. Safe for any thread.
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
     * Sessions that begin with a login.
     *
     * @param most of one person
     * @param nanos a clock that only goes forward
     */
    static SessionRegistry fromLogin(SessionSettings settings, int most, LongSupplier nanos) {
        return new SessionRegistry(
                settings.lifetime(),
                settings.idle(),
                "Your session has lasted as long as it may; sign in again.",
                most,
                nanos);
    }

    /** Sessions of people of whom somebody else says at each request who they are; they end only to be looked at again. */
    static SessionRegistry ofKnownPeople(Duration recheck, LongSupplier nanos) {
        return new SessionRegistry(
                recheck, null, "It is checked whether you are still signed in.", Integer.MAX_VALUE, nanos);
    }

    /** Begins a session under a name that nobody has ever seen; others of the person end if there are too many. */
    synchronized UserSession begin(Person person, ProviderSession providerSession) {
        // as they stand now: a session that is used while they are sorted would be in two places
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
                        "You have signed in more than " + most + " times, which is the limit here; this one was"
                                + " not used for the longest time."));
        byte[] id = new byte[32];
        RANDOM.nextBytes(id);
        UserSession session = new UserSession(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id), person, providerSession, nanos.getAsLong());
        byId.put(session.id(), session);
        return session;
    }

    /**
     * The session of that name, if it has not ended.
     *
     * @param used whether this is a sign of the person
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

    /** The session of a person who is known by other means than a session's name; begun if there is none. */
    UserSession of(Person person) {
        String id = "person:" + person; // can't be the name of another session
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
     * The session that takes the place of one that has ended only for its person to be looked at again, for what was begun within it and is
     * itself younger than that; null if it has ended for good.
     *
     * @param reason with which the session ended
     * @param begun when that was begun, by {@link System#nanoTime}
     */
    public @Nullable UserSession successor(UserSession ended, String reason, long begun) {
        boolean lookedAt = idle == null && reason.equals(overdue);
        return lookedAt && nanos.getAsLong() - begun < lifetime.toNanos() ? of(ended.person()) : null;
    }

    /** The WebSocket has closed. May be called twice. */
    public void detach(UserSession session, LiveSocket socket) {
        session.remove(socket);
    }

    /** Ends a session and closes its WebSockets; does nothing if it has ended. */
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
                LOGGER.log(Level.WARNING, "A WebSocket of the " + session + " could not be closed.", e);
            }
        }
    }

    /**
     * Ends all sessions that fit.
     *
     * @return these
     */
    List<UserSession> endAll(Predicate<UserSession> which, String reason) {
        List<UserSession> ending = byId.values().stream().filter(which).toList();
        ending.forEach(session -> end(session, reason));
        return ending;
    }

    /** Ends what is over. Does not block. */
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
