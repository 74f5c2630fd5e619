package io.onetail.signon;

import io.onetail.relay.redis.RedisEvents;
import io.onetail.tail.Journal.JournalException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shares logouts at the identity provider among the servers of a cluster, since the provider informs only one of them.
 * They are in a bounded stream in Redis that every server reads. After an outage of Redis, a late logout may end a
 * newer session of the same person: they must sign in again, but nobody stays signed in by mistake. {@link #tell} is
 * safe for any thread, {@link #exchange} for one at a time.
 */
public final class SharedLogouts {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    /** More than arrive between two reads. */
    private static final int KEPT = 10_000;

    private static final int BATCH = 500;

    private final RedisEvents stream;
    private final Consumer<ProviderLogout> ended;
    private final Queue<ProviderLogout> waiting = new ConcurrentLinkedQueue<>();
    private @Nullable String seen;
    private boolean down;

    /** @param ended receives the logouts from all servers, including this one */
    public SharedLogouts(RedisEvents stream, Consumer<ProviderLogout> ended) {
        this.stream = stream;
        this.ended = ended;
    }

    /** Queues a logout for the other servers. Does not block. */
    public void tell(ProviderLogout logout) {
        waiting.add(logout);
    }

    /** Sends what is queued and reads what is new. Blocks up to Redis' time-out. */
    public void exchange() {
        try {
            for (ProviderLogout next = waiting.peek(); next != null; next = waiting.peek()) {
                stream.add(List.of(next.text()), KEPT);
                waiting.remove();
            }
            List<RedisEvents.StreamEvent> more;
            do {
                more = stream.after(seen, BATCH);
                for (RedisEvents.StreamEvent event : more) {
                    seen = event.id();
                    hear(event.text());
                }
            } while (more.size() == BATCH);
            if (down) {
                down = false;
                LOGGER.log(Level.INFO, "Logouts at the identity provider reach all servers again.");
            }
        } catch (JournalException e) {
            if (!down) {
                down = true;
                LOGGER.log(
                        Level.WARNING,
                        "Until Redis is reachable again, a logout at the identity provider ends sessions"
                                + " only on the server that the provider informs: {0}",
                        e.getMessage());
            }
        }
    }

    private void hear(String text) {
        try {
            ended.accept(ProviderLogout.of(text));
        } catch (IllegalArgumentException e) {
            LOGGER.log(
                    Level.WARNING,
                    "An entry of the stream of logouts can't be read and is ignored: {0}",
                    e.getMessage());
        }
    }
}
