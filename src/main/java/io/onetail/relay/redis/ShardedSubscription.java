package io.onetail.relay.redis;

import io.onetail.relay.redis.Failures.Reason;
import io.onetail.relay.redis.RedisSubscriber.Listener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sharded publish/subscribe in a Cluster: a connection to each shard that holds a wanted log. Their readers put what comes into one short
 * queue, and the thread in {@link #run} calls the listener. When one connection is lost, the listener is told of an outage and
 * at once, for the logs of the others, that they go on.
 */
final class ShardedSubscription implements Subscription {
    private static final Logger LOG = System.getLogger(RedisSubscriber.class.getName());
    private static final int QUEUE = 256;

    private final Wanted wanted;
    private final Listener listener;
    private final Shards shards;
    private final BlockingQueue<ShardEvent> events = new ArrayBlockingQueue<>(QUEUE);
    private volatile boolean closed;

    // of the thread in run() only
    private final Map<ByteBuffer, Shard> confirmed = new HashMap<>();
    private final Set<Shard> connected = new HashSet<>();
    private final Outage outage = new Outage(LOG, System::nanoTime);
    private boolean down;

    ShardedSubscription(
            RedisSettings settings,
            Wanted wanted,
            Listener listener,
            ScheduledExecutorService timer,
            Executor readers) {
        this.wanted = wanted;
        this.listener = listener;
        this.shards = new Shards(settings, wanted, this::put, timer, readers);
    }

    /** Waits while this thread is behind: then the readers read no more, and Redis ends their connections at its limit. */
    private void put(ShardEvent event) {
        try {
            while (!closed && !events.offer(event, 100, TimeUnit.MILLISECONDS)) {
                // try again
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends the reader
        }
    }

    @Override
    public void run() {
        shards.start();
        try {
            while (!closed && !Thread.currentThread().isInterrupted()) {
                ShardEvent event = events.poll(500, TimeUnit.MILLISECONDS);
                if (event != null) {
                    handle(event);
                }
                outage.look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void handle(ShardEvent event) {
        try {
            if (event instanceof ShardEvent.Message message) {
                Want want = wanted.get(message.channel());
                if (want != null && message.shard().equals(confirmed.get(message.channel()))) {
                    listener.message(want.log, message.bytes());
                }
            } else if (event instanceof ShardEvent.Confirmed one) {
                confirmed(one);
            } else if (event instanceof ShardEvent.Connected one) {
                connected.add(one.shard());
                outage.up("", "Subscribing to Redis again.");
                if (down || connected.size() == 1) {
                    down = false;
                    listener.up();
                }
            } else if (event instanceof ShardEvent.Dropped one) {
                confirmed.remove(one.channel(), one.shard());
            } else if (event instanceof ShardEvent.Ended one) {
                ended(one.shard(), one.wants(), one.reason());
            } else if (event instanceof ShardEvent.Lost one) {
                lost(one.wants(), one.reason());
            }
        } catch (RuntimeException e) { // the listener's: what it missed is fetched when its connection is back
            LOG.log(Level.ERROR, "A message of Redis could not be handled.", e);
            Shard shard = event.shard();
            if (shard != null) {
                shard.cut();
            }
        }
    }

    private void confirmed(ShardEvent.Confirmed one) {
        Want want = wanted.get(one.channel());
        if (want == null) {
            confirmed.remove(one.channel());
        } else {
            confirmed.put(one.channel(), one.shard());
            listener.subscribed(want.log);
        }
    }

    private void ended(Shard shard, Collection<Want> wants, @Nullable Reason reason) {
        connected.remove(shard);
        boolean had = confirmed.values().removeIf(shard::equals);
        if (reason == null) {
            return;
        }
        if (had && !connected.isEmpty()) {
            listener.down(reason.told());
            listener.up();
            for (ByteBuffer channel : confirmed.keySet()) {
                Want want = wanted.get(channel);
                if (want != null) {
                    listener.subscribed(want.log);
                }
            }
        }
        lost(wants, reason);
    }

    private void lost(Collection<Want> wants, Reason reason) {
        outage.down("", reason.logged());
        if (connected.isEmpty() && !down) {
            down = true;
            listener.down(reason.told());
        }
        for (Want want : wants) {
            if (wanted.get(want.name) == want) {
                listener.lost(want.log, reason.told());
            }
        }
    }

    @Override
    public void changed(Want want) {
        shards.changed(want);
    }

    @Override
    public void close() {
        closed = true;
        shards.close();
    }
}
