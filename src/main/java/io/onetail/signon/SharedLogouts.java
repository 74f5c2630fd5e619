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
 * Tells the servers of a cluster of the identity provider's logouts, since its message reaches one of them only. They stand in a bounded
 * stream that every server reads. One that comes late, after an outage of Redis, may end a newer session of the same person: they sign
 * in once more, and nobody stays who should have gone. {@link #tell} is safe for any thread, {@link #exchange} for one.
 */
public final class SharedLogouts {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    /** More than come within any pause. */
    private static final int KEPT = 10_000;

    private static final int BATCH = 500;

    private final RedisEvents stream;
    private final Consumer<ProviderLogout> ended;
    private final Queue<ProviderLogout> waiting = new ConcurrentLinkedQueue<>();
    private @Nullable String seen;
    private boolean down;

    /** @param ended takes what another server was told, and also what this one was */
    public SharedLogouts(RedisEvents stream, Consumer<ProviderLogout> ended) {
        this.stream = stream;
        this.ended = ended;
    }

    /** Does not block. */
    public void tell(ProviderLogout logout) {
        waiting.add(logout);
    }

    /** Tells what waits and hears what is new; blocks up to Redis' time-out. */
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
                LOGGER.log(Level.INFO, "The servers hear of each other''s logouts again.");
            }
        } catch (JournalException e) {
            if (!down) {
                down = true;
                LOGGER.log(
                        Level.WARNING,
                        "Until Redis is back, a logout at the identity provider ends sessions only on the server that it tells: {0}",
                        e.getMessage());
            }
        }
    }

    private void hear(String text) {
        try {
            ended.accept(ProviderLogout.of(text));
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "The stream of logouts holds something else: {0}", e.getMessage());
        }
    }
}
