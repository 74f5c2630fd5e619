package io.onetail.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Person;
import io.onetail.access.TokenBucket;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what each person has open, and limits how fast they send requests. Forgets people who have been away for a
 * while. Safe for any thread.
 */
public final class UserQuota {
    /**
     * A person may open all their views so many times at once: a page that reconnects opens them again, possibly twice.
     */
    private static final int OPENINGS = 2;
    /** Requests of so many seconds may arrive at once: a page that loads sends several. */
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

    /** Counts a request; returns a sentence that says why it is refused, or null. */
    synchronized @Nullable String takeRequest(Person person) {
        return use(person).requests.take(nanos.getAsLong())
                ? null
                : "You have sent more than " + limits.requestsPerSecond()
                        + " requests a second, which is the limit here.";
    }

    /**
     * Counts an attempt to open a view. To be called before anything is done for it.
     *
     * @return a sentence that says why no view may be opened at the moment, or null
     */
    public synchronized @Nullable String takeOpening(Person person) {
        return use(person).openings.take(nanos.getAsLong())
                ? null
                : "You have opened more than " + limits.requestsPerSecond()
                        + " views a second, which is the limit here; try again in a moment.";
    }

    /** Whether to record a refusal: one a minute for each person is enough. */
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

    /** A sentence that says why a person may not have another connection, or null. */
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
     * @return false if it exceeds the limit
     */
    public synchronized boolean connect(Person person) {
        if (connectionRefusal(person) != null) {
            return false;
        }
        use(person).connections++;
        return true;
    }

    /** Releases a connection that {@link #connect} has counted. */
    public synchronized void disconnect(Person person) {
        use(person).connections--;
    }

    /**
     * Counts a view.
     *
     * @return a sentence that says why it exceeds the limit, or null
     */
    public synchronized @Nullable String beginView(Person person) {
        UserUsage userUsage = use(person);
        if (userUsage.views >= limits.views()) {
            return "You have " + userUsage.views + " views open, which is the limit here; close another one first.";
        }
        userUsage.views++;
        return null;
    }

    /** Releases a view that {@link #beginView} has counted. */
    public synchronized void endView(Person person) {
        use(person).views--;
    }

    /**
     * Counts a download or search.
     *
     * @return a sentence that says why it exceeds the limit, or null
     */
    public synchronized @Nullable String beginRead(Person person) {
        UserUsage userUsage = use(person);
        if (userUsage.reads >= limits.reads()) {
            return "You have " + userUsage.reads
                    + " downloads and searches in progress, which is the limit here; wait until one has ended.";
        }
        userUsage.reads++;
        return null;
    }

    /** Releases a download or search that {@link #beginRead} has counted. */
    public synchronized void endRead(Person person) {
        use(person).reads--;
    }

    /**
     * Forgets people who have nothing open, have regained their full rate, and whose last recorded refusal is old
     * enough.
     */
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
