package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.relay.redis.FailureMessages.FailureReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * One connection to one node of a Cluster, from its start to its end; a new connection is a new object. A reader's thread is in
 * {@link #run}, the timer changes what is subscribed to.
 */
final class Shard implements Runnable {
    private static final FailureReason NOT_READ =
            new FailureReason("Redis is not read any more", "This server does not read Redis any more.");

    private final RedisNode node;
    private final Supplier<RedisConnection> opener;
    private final ShardOwner owner;
    private final Function<Throwable, FailureReason> reason;

    @GuardedBy("this")
    private final Map<ByteBuffer, LogSubscription> wants = new HashMap<>();

    @GuardedBy("this")
    private @Nullable PubSubConnection pubSubConnection;

    @GuardedBy("this")
    private boolean ended;

    /** Is told what happens, on the reader's thread. */
    interface ShardOwner {
        /** Waits while the subscriber's thread falls behind, so that Redis notices. */
        void happened(ShardEvent event);

        /** The node said that another holds the slot of these. */
        void moved(Shard shard, JedisMovedDataException where, Collection<LogSubscription> wants);

        /** The connection has ended. These were subscribed to, or about to be; the reason is null if we ended it. */
        void ended(Shard shard, Collection<LogSubscription> wants, @Nullable FailureReason reason);
    }

    Shard(
            RedisNode node,
            Supplier<RedisConnection> opener,
            Function<Throwable, FailureReason> reason,
            ShardOwner owner) {
        this.node = node;
        this.opener = opener;
        this.reason = reason;
        this.owner = owner;
    }

    RedisNode node() {
        return node;
    }

    @Override
    public void run() {
        FailureReason why = null;
        try {
            PubSubConnection current = new PubSubConnection(opener.get(), true);
            current.change(connected(current), List.of());
            current.read(new ShardReceiver());
        } catch (JedisException e) {
            why = reason.apply(e);
        } finally {
            Collection<LogSubscription> left;
            synchronized (this) {
                why = ended ? null : why == null ? NOT_READ : why;
                left = List.copyOf(wants.values());
            }
            end();
            owner.ended(this, left, why);
        }
    }

    private synchronized Collection<LogSubscription> connected(PubSubConnection current) {
        pubSubConnection = current;
        if (ended) {
            current.cut();
        }
        return List.copyOf(wants.values());
    }

    /** Changes what is subscribed to; false if the connection has ended. */
    boolean change(Collection<LogSubscription> more, Collection<LogSubscription> less) {
        PubSubConnection current;
        synchronized (this) {
            if (ended) {
                return false;
            }
            less.forEach(logSubscription -> wants.remove(logSubscription.name));
            more.forEach(logSubscription -> wants.put(logSubscription.name, logSubscription));
            current = pubSubConnection;
        }
        if (current != null) {
            try {
                current.change(more, less);
            } catch (JedisException e) {
                current.cut(); // the reader says what happened
            }
        }
        return true;
    }

    void ping() {
        PubSubConnection current;
        synchronized (this) {
            current = pubSubConnection;
        }
        if (current != null) {
            try {
                current.ping();
            } catch (JedisException e) {
                current.cut();
            }
        }
    }

    synchronized boolean unused() {
        return wants.isEmpty();
    }

    /** Ends the connection at once and for good. For any thread; may be called twice. */
    synchronized void end() {
        ended = true;
        if (pubSubConnection != null) {
            pubSubConnection.cut();
        }
    }

    /** Ends the connection; its subscriptions are made again on another. */
    synchronized void cut() {
        if (pubSubConnection != null) {
            pubSubConnection.cut();
        }
    }

    private synchronized Collection<LogSubscription> takeSlot(int slot) {
        List<LogSubscription> all = new ArrayList<>(wants.values());
        all.removeIf(logSubscription -> logSubscription.slot != slot);
        all.forEach(logSubscription -> wants.remove(logSubscription.name));
        return all;
    }

    private final class ShardReceiver implements PubSubConnection.PubSubReceiver {
        private boolean proved;

        @Override
        public void confirmed(ByteBuffer channel) {
            if (!proved) {
                proved = true;
                owner.happened(new ShardEvent.ShardConnected(Shard.this));
            }
            owner.happened(new ShardEvent.SubscriptionConfirmed(Shard.this, channel));
        }

        @Override
        public void message(ByteBuffer channel, byte[] message) {
            owner.happened(new ShardEvent.ShardMessage(Shard.this, channel, message));
        }

        @Override
        public void dropped(ByteBuffer channel) {
            owner.happened(new ShardEvent.SubscriptionDropped(Shard.this, channel));
        }

        @Override
        public void refused(JedisDataException e) {
            if (e instanceof JedisMovedDataException moved) {
                owner.moved(Shard.this, moved, takeSlot(moved.getSlot()));
            } else {
                throw e;
            }
        }
    }
}
