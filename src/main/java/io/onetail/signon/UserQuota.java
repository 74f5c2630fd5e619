package io.onetail.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Person;
import io.onetail.access.TokenBucket;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What each person has open at the moment, and how fast they ask. Forgets whom it has not seen for a while. Safe for any thread. */
public final class UserQuota {
    /** How many times all their views somebody may open at once: a page that reconnects opens them again, perhaps twice. */
    private static final int OPENINGS = 2;
    /** How many seconds' worth of requests may come at once: a page that opens asks for several things. */
    private static final int BURST_SECONDS = 10;

    private static final long TROUBLE_NANOS = 60_000_000_000L;

    private final UserLimits limits;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private final Map<String, UserUsage> uses = new HashMap<>();

    private static final class UserUsage {
        int connections;
        int views;
        int reads;
        boolean troubled;
        long troubledAt;
        final TokenBucket requests;
        final TokenBucket openings;

        UserUsage(UserLimits limits, long now) {
            double interval = 1e9 / limits.requestsPerSecond();
            requests = new TokenBucket((double) limits.requestsPerSecond() * BURST_SECONDS, interval, now);
            openings = new TokenBucket((double) limits.views() * OPENINGS, interval, now);
        }
    }

    UserQuota(UserLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** @return null if the request may be served, else the sentence that says why not */
    synchronized @Nullable String takeRequest(Person person) {
        return use(person).requests.take(nanos.getAsLong())
                ? null
                : "You have sent more than " + limits.requestsPerSecond()
                        + " requests a second, which is the limit here.";
    }

    /**
     * Asks before anything is done for a view, whether or not it is then opened.
     *
     * @return null, or the sentence that says why no further one may be opened at the moment
     */
    public synchronized @Nullable String takeOpening(Person person) {
        return use(person).openings.take(nanos.getAsLong())
                ? null
                : "You have opened more than " + limits.requestsPerSecond()
                        + " views a second, which is the limit here; try again in a moment.";
    }

    /** Whether a refusal is to be put down: one in a minute is enough. */
    synchronized boolean isNewTrouble(Person person) {
        UserUsage userUsage = use(person);
        long now = nanos.getAsLong();
        if (userUsage.troubled && now - userUsage.troubledAt < TROUBLE_NANOS) {
            return false;
        }
        userUsage.troubled = true;
        userUsage.troubledAt = now;
        return true;
    }

    /** Why somebody can have no further connection, or null. */
    public synchronized @Nullable String connectionRefusal(Person person) {
        UserUsage userUsage = uses.get(person.name());
        return userUsage == null || userUsage.connections < limits.connections()
                ? null
                : "You have " + userUsage.connections
                        + " connections open, which is the limit here; close another page first.";
    }

    /**
     * Counts a connection.
     *
     * @return false if it would be one too many
     */
    public synchronized boolean connect(Person person) {
        if (connectionRefusal(person) != null) {
            return false;
        }
        use(person).connections++;
        return true;
    }

    /** A counted connection has closed. */
    public synchronized void disconnect(Person person) {
        use(person).connections--;
    }

    /**
     * Counts a view.
     *
     * @return null, or the sentence that says why it would be one too many
     */
    public synchronized @Nullable String beginView(Person person) {
        UserUsage userUsage = use(person);
        if (userUsage.views >= limits.views()) {
            return "You have " + userUsage.views + " views open, which is the limit here; close another one first.";
        }
        userUsage.views++;
        return null;
    }

    /** A counted view has closed. */
    public synchronized void endView(Person person) {
        use(person).views--;
    }

    /**
     * Counts a download or search.
     *
     * @return null, or the sentence that says why it would be one too many
     */
    public synchronized @Nullable String beginRead(Person person) {
        UserUsage userUsage = use(person);
        if (userUsage.reads >= limits.reads()) {
            return "You have " + userUsage.reads
                    + " downloads and searches under way, which is the limit here; wait until one has ended.";
        }
        userUsage.reads++;
        return null;
    }

    /** A counted download or search has ended. */
    public synchronized void endRead(Person person) {
        use(person).reads--;
    }

    /** Forgets who has nothing open and has not asked for so long that they have all requests and openings again and a refusal would be put down. */
    synchronized void sweep() {
        long now = nanos.getAsLong();
        uses.values()
                .removeIf(userUsage -> userUsage.connections <= 0
                        && userUsage.views <= 0
                        && userUsage.reads <= 0
                        && userUsage.requests.isFull(now)
                        && userUsage.openings.isFull(now)
                        && (!userUsage.troubled || now - userUsage.troubledAt > TROUBLE_NANOS));
    }

    @GuardedBy("this")
    private UserUsage use(Person person) {
        return uses.computeIfAbsent(person.name(), name -> new UserUsage(limits, nanos.getAsLong()));
    }
}
