package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks one of several nodes a question about all of them, over a connection that is kept while it works; the node that answered last is
 * asked first. Owns that connection. Callers take turns by a lock of their own.
 */
final class TopologyQuery implements AutoCloseable {
    /** For one node, so that one that hangs does not use up the time for the others. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final RedisSettings settings;
    private final @Nullable RedisLogin login;
    private final WriteTimeouts writeTimeouts;
    private final FailureMessages failureMessages;

    @GuardedBy("this")
    private @Nullable RedisConnection redisConnection;

    @GuardedBy("this")
    private boolean closed;

    TopologyQuery(RedisSettings settings, @Nullable RedisLogin login, WriteTimeouts writeTimeouts) {
        this.settings = settings;
        this.login = login;
        this.writeTimeouts = writeTimeouts;
        this.failureMessages = new FailureMessages(settings);
    }

    /**
     * The first answer that is not null.
     *
     * @param unknown what to say of a node that answers null: "knows of no slots"
     * @throws NoMasterException if there is none
     */
    <T> T ask(
            Collection<RedisNode> nodes,
            Function<RedisConnection, @Nullable T> question,
            String unknown,
            Deadline deadline) {
        Set<RedisNode> all = new LinkedHashSet<>();
        RedisConnection kept = take();
        if (kept != null) {
            all.add(kept.node());
        }
        all.addAll(nodes);
        StringBuilder why = new StringBuilder();
        JedisException last = null;
        for (RedisNode node : all) {
            if (deadline.over()) {
                break;
            }
            Deadline part = deadline.within(PATIENCE);
            RedisConnection asked = kept != null && kept.node().equals(node) ? kept : null;
            try {
                if (asked == null) {
                    asked = RedisConnection.open(node, settings, login, 0, "onetail-scout", writeTimeouts, part);
                }
                asked.setSoTimeout(part.millis());
                T answer = question.apply(asked);
                if (answer != null) {
                    keep(asked);
                    return answer;
                }
                why.append(why.isEmpty() ? "" : "; ").append(node).append(' ').append(unknown);
            } catch (JedisException e) {
                last = e;
                why.append(why.isEmpty() ? "" : "; ")
                        .append(node)
                        .append(' ')
                        .append(failureMessages.reason(e, part.over(), PATIENCE).logged());
            }
            if (asked != null) {
                asked.cut();
            }
        }
        throw new NoMasterException(why.isEmpty() ? "there was no time left to ask for it" : why.toString(), last);
    }

    private synchronized @Nullable RedisConnection take() {
        RedisConnection taken = redisConnection;
        redisConnection = null;
        return taken;
    }

    private synchronized void keep(RedisConnection asked) {
        if (closed) {
            asked.cut();
        } else {
            redisConnection = asked;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (redisConnection != null) {
            redisConnection.cut();
            redisConnection = null;
        }
    }
}
