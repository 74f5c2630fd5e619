package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one {@link ReaderLink} that are under way, by their numbers. Safe for any thread; {@link #get} takes no lock, since each
 * block of bytes calls it. The lock of this class is a leaf: no exchange is called while it is held. That none is added after the link has
 * ended is the link's business.
 */
final class OpenExchanges {
    /** Most requests that are under way. */
    private static final int MOST = 50_000;

    private static final long LAST_ID = 0xffff_ffffL;

    private final String host;
    private final Map<Long, ReaderExchange> exchanges = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private long lastId;

    /** When the last request ended, nanoseconds. */
    @GuardedBy("this")
    private long idleSince = System.nanoTime();

    /** @param host for messages */
    OpenExchanges(String host) {
        this.host = host;
    }

    /**
     * A number that no request under way has; callers take turns until they have added theirs.
     *
     * @throws LogException limit if too many are under way
     */
    synchronized long newId() throws LogException {
        if (exchanges.size() >= MOST) {
            throw new LogException(FailureCode.LIMIT, "More than " + MOST + " requests are under way to " + host + ".");
        }
        do {
            lastId = lastId == LAST_ID ? 1 : lastId + 1;
        } while (exchanges.containsKey(lastId));
        return lastId;
    }

    void add(long id, ReaderExchange exchange) {
        exchanges.put(id, exchange);
    }

    /** The exchange with this number, or null if it is not under way, or not any more. */
    @Nullable
    ReaderExchange get(long id) {
        return exchanges.get(id);
    }

    /** Takes one out; returns null if it was not under way any more. */
    synchronized @Nullable ReaderExchange remove(long id) {
        ReaderExchange exchange = exchanges.remove(id);
        if (exchange != null && exchanges.isEmpty()) {
            idleSince = System.nanoTime();
        }
        return exchange;
    }

    /** Whether nothing has been under way for this time. */
    synchronized boolean areIdleFor(Duration time) {
        return exchanges.isEmpty() && System.nanoTime() - idleSince >= time.toNanos();
    }

    /** Takes all out and tells each why. */
    void failAll(LogException why) {
        for (Long id : Set.copyOf(exchanges.keySet())) {
            ReaderExchange exchange = remove(id);
            if (exchange != null) {
                exchange.fail(why);
            }
        }
    }
}
