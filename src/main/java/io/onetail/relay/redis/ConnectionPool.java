package io.onetail.relay.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The command connections to one node, opened when needed and kept. The one used last is used next, so that a quiet server holds
 * few. Owns its connections. Safe for any thread. Commons Pool was decided against: what opens a connection for it does not know the
 * caller's deadline.
 */
final class ConnectionPool implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final RedisNode node;
    private final BiFunction<RedisNode, Deadline, RedisConnection> opener;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    ConnectionPool(RedisNode node, int size, BiFunction<RedisNode, Deadline, RedisConnection> opener) {
        this.node = node;
        this.size = size;
        this.opener = opener;
        this.free = new Semaphore(size);
    }

    /**
     * A connection that worked within the last second; the caller gives it back. One that has been idle for longer is tested with a PING,
     * so that nobody notices a restart of Redis in the meantime.
     *
     * @throws TimeoutException if all are in use until the deadline
     */
    RedisConnection take(Deadline deadline) throws TimeoutException, InterruptedException {
        if (!free.tryAcquire(deadline.millis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("all " + size + " connections are in use");
        }
        try {
            for (RedisConnection redisConnection = idle.pollFirst();
                    redisConnection != null;
                    redisConnection = idle.pollFirst()) {
                if (!redisConnection.idleFor(FRESH) || answers(redisConnection, deadline)) {
                    return redisConnection;
                }
                redisConnection.cut();
                drop();
            }
            if (closed) {
                throw new JedisConnectionException("closed");
            }
            return opener.apply(node, deadline);
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    void give(RedisConnection redisConnection) {
        if (redisConnection.isBroken()) {
            redisConnection.cut();
            drop(); // most often the others are broken too
        } else {
            redisConnection.idle();
            idle.addFirst(redisConnection);
            if (closed) {
                drop();
            }
        }
        free.release();
    }

    private static boolean answers(RedisConnection redisConnection, Deadline deadline) {
        try {
            redisConnection.setSoTimeout(deadline.millis());
            return redisConnection.ping();
        } catch (JedisException e) {
            if (deadline.over()) {
                redisConnection.cut();
                throw e;
            }
            return false;
        }
    }

    private void drop() {
        List<RedisConnection> all = new ArrayList<>();
        for (RedisConnection redisConnection = idle.pollFirst();
                redisConnection != null;
                redisConnection = idle.pollFirst()) {
            all.add(redisConnection);
        }
        all.forEach(RedisConnection::cut);
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }
}
