package io.onetail.relay.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The command connections to one node, opened when needed and kept. The one used last is used next, so that a quiet server holds
 * few. Any thread. Commons Pool was decided against: its evictor is a thread that outlives a redeployment.
 */
final class Pool implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Node node;
    private final BiFunction<Node, Deadline, Link> opener;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Pool(Node node, int size, BiFunction<Node, Deadline, Link> opener) {
        this.node = node;
        this.size = size;
        this.opener = opener;
        this.free = new Semaphore(size);
    }

    /**
     * A connection that worked within the last second; to be given back. One that has been idle for longer is tried with a PING, so
     * that a restart of Redis while nobody was using it goes unnoticed.
     *
     * @throws TimeoutException if all are in use until the deadline
     */
    Link take(Deadline deadline) throws TimeoutException, InterruptedException {
        if (!free.tryAcquire(deadline.millis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("all " + size + " connections are in use");
        }
        try {
            for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
                if (!link.idleFor(FRESH) || answers(link, deadline)) {
                    return link;
                }
                link.cut();
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

    void give(Link link) {
        if (link.isBroken()) {
            link.cut();
            drop(); // the others go the same way most often
        } else {
            link.idle();
            idle.addFirst(link);
            if (closed) {
                drop();
            }
        }
        free.release();
    }

    private static boolean answers(Link link, Deadline deadline) {
        try {
            link.setSoTimeout(deadline.millis());
            link.ask(new CommandArguments(Command.PING));
            return true;
        } catch (JedisException e) {
            if (deadline.over()) {
                link.cut();
                throw e;
            }
            return false;
        }
    }

    private void drop() {
        List<Link> all = new ArrayList<>();
        for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
            all.add(link);
        }
        all.forEach(Link::cut);
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }
}
