package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.relay.redis.Failures.Reason;
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
 * One connection to one node of a Cluster, from its begin to its end; it is not made anew. A reader's thread is in {@link #run}, the timer
 * changes what is subscribed to.
 */
final class Shard implements Runnable {
    private static final Reason NOT_READ =
            new Reason("Redis is not read any more", "This server does not read Redis any more.");

    private final Node node;
    private final Supplier<Link> opener;
    private final Owner owner;
    private final Function<Throwable, Reason> reason;

    @GuardedBy("this")
    private final Map<ByteBuffer, Want> wants = new HashMap<>();

    @GuardedBy("this")
    private @Nullable Feed feed;

    @GuardedBy("this")
    private boolean ended;

    /** Takes what happens, on the reader's thread. */
    interface Owner {
        /** Waits while the subscriber's thread is behind, so that Redis notices. */
        void happened(ShardEvent event);

        /** The node said that another holds the slot of these. */
        void moved(Shard shard, JedisMovedDataException where, Collection<Want> wants);

        /** It is over, these were subscribed to or about to be; the reason is null if it was given up by us. */
        void ended(Shard shard, Collection<Want> wants, @Nullable Reason reason);
    }

    Shard(Node node, Supplier<Link> opener, Function<Throwable, Reason> reason, Owner owner) {
        this.node = node;
        this.opener = opener;
        this.reason = reason;
        this.owner = owner;
    }

    Node node() {
        return node;
    }

    @Override
    public void run() {
        Reason why = null;
        try {
            Feed current = new Feed(opener.get(), true);
            current.change(connected(current), List.of());
            current.read(new Receiver());
        } catch (JedisException e) {
            why = reason.apply(e);
        } finally {
            Collection<Want> left;
            synchronized (this) {
                why = ended ? null : why == null ? NOT_READ : why;
                left = List.copyOf(wants.values());
            }
            end();
            owner.ended(this, left, why);
        }
    }

    private synchronized Collection<Want> connected(Feed current) {
        feed = current;
        if (ended) {
            current.cut();
        }
        return List.copyOf(wants.values());
    }

    /** Changes what is subscribed to; false if this shard is over and takes nothing any more. */
    boolean change(Collection<Want> more, Collection<Want> less) {
        Feed current;
        synchronized (this) {
            if (ended) {
                return false;
            }
            less.forEach(want -> wants.remove(want.name));
            more.forEach(want -> wants.put(want.name, want));
            current = feed;
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
        Feed current;
        synchronized (this) {
            current = feed;
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

    /** Ends it at once. Any thread; may be called twice. */
    synchronized void end() {
        ended = true;
        if (feed != null) {
            feed.cut();
        }
    }

    /** Ends the connection; what it had is subscribed to again. */
    synchronized void cut() {
        if (feed != null) {
            feed.cut();
        }
    }

    private synchronized Collection<Want> takeSlot(int slot) {
        List<Want> all = new ArrayList<>(wants.values());
        all.removeIf(want -> want.slot != slot);
        all.forEach(want -> wants.remove(want.name));
        return all;
    }

    private final class Receiver implements Feed.Receiver {
        private boolean proved;

        @Override
        public void confirmed(ByteBuffer channel) {
            if (!proved) {
                proved = true;
                owner.happened(new ShardEvent.Connected(Shard.this));
            }
            owner.happened(new ShardEvent.Confirmed(Shard.this, channel));
        }

        @Override
        public void message(ByteBuffer channel, byte[] message) {
            owner.happened(new ShardEvent.Message(Shard.this, channel, message));
        }

        @Override
        public void dropped(ByteBuffer channel) {
            owner.happened(new ShardEvent.Dropped(Shard.this, channel));
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
