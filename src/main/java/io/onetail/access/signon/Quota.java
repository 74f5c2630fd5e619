package io.onetail.access.signon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Allowance;
import io.onetail.access.Person;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What each person has open at the moment, and how fast they ask. Forgets whom it has not seen for a while. Safe for any thread. */
public final class Quota {
    /** How many times all their views somebody may open at once: a page that reconnects opens them again, perhaps twice. */
    private static final int OPENINGS = 2;
    /** How many seconds' worth of requests may come at once: a page that opens asks for several things. */
    private static final int BURST_SECONDS = 10;

    private static final long TROUBLE_NANOS = 60_000_000_000L;

    private final UserLimits limits;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private final Map<String, Use> uses = new HashMap<>();

    private static final class Use {
        int connections;
        int views;
        int reads;
        boolean troubled;
        long troubledAt;
        final Allowance requests;
        final Allowance openings;

        Use(UserLimits limits, long now) {
            double interval = 1e9 / limits.requestsPerSecond();
            requests = new Allowance((double) limits.requestsPerSecond() * BURST_SECONDS, interval, now);
            openings = new Allowance((double) limits.views() * OPENINGS, interval, now);
        }
    }

    Quota(UserLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** @return null if the request may be served, else the sentence that says why not */
    synchronized @Nullable String request(Person person) {
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
    public synchronized @Nullable String opening(Person person) {
        return use(person).openings.take(nanos.getAsLong())
                ? null
                : "You have opened more than " + limits.requestsPerSecond()
                        + " views a second, which is the limit here; try again in a moment.";
    }

    /** Whether a refusal is to be put down: one in a minute is enough. */
    synchronized boolean isNewTrouble(Person person) {
        Use use = use(person);
        long now = nanos.getAsLong();
        if (use.troubled && now - use.troubledAt < TROUBLE_NANOS) {
            return false;
        }
        use.troubled = true;
        use.troubledAt = now;
        return true;
    }

    /** Why somebody can have no further connection, or null. */
    public synchronized @Nullable String connectionRefusal(Person person) {
        Use use = uses.get(person.name());
        return use == null || use.connections < limits.connections()
                ? null
                : "You have " + use.connections
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
    public synchronized @Nullable String open(Person person) {
        Use use = use(person);
        if (use.views >= limits.views()) {
            return "You have " + use.views + " views open, which is the limit here; close another one first.";
        }
        use.views++;
        return null;
    }

    /** A counted view has closed. */
    public synchronized void close(Person person) {
        use(person).views--;
    }

    /**
     * Counts a download or search.
     *
     * @return null, or the sentence that says why it would be one too many
     */
    public synchronized @Nullable String beginRead(Person person) {
        Use use = use(person);
        if (use.reads >= limits.reads()) {
            return "You have " + use.reads
                    + " downloads and searches under way, which is the limit here; wait until one has ended.";
        }
        use.reads++;
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
                .removeIf(use -> use.connections <= 0
                        && use.views <= 0
                        && use.reads <= 0
                        && use.requests.isFull(now)
                        && use.openings.isFull(now)
                        && (!use.troubled || now - use.troubledAt > TROUBLE_NANOS));
    }

    @GuardedBy("this")
    private Use use(Person person) {
        return uses.computeIfAbsent(person.name(), name -> new Use(limits, nanos.getAsLong()));
    }
}
