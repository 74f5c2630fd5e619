package io.onetail.relay.redis;

import io.onetail.relay.FeedListener;
import io.onetail.relay.redis.FailureMessages.FailureReason;
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
 * queue, and the thread in {@link #run} calls the listener. When one connection is lost, the listener is told of an outage and,
 * at once, that the logs of the others go on.
 */
final class ShardedSubscription implements SubscriptionMode {
    private static final Logger LOG = System.getLogger(RedisSubscriber.class.getName());
    private static final int QUEUE = 256;

    private final SubscriptionRegistry subscriptionRegistry;
    private final FeedListener listener;
    private final ShardRegistry shardRegistry;
    private final BlockingQueue<ShardEvent> events = new ArrayBlockingQueue<>(QUEUE);
    private volatile boolean closed;

    // of the thread in run() only
    private final Map<ByteBuffer, Shard> confirmed = new HashMap<>();
    private final Set<Shard> connected = new HashSet<>();
    private final OutageLogger outage = new OutageLogger(LOG, System::nanoTime);
    private boolean down;

    ShardedSubscription(
            RedisSettings settings,
            SubscriptionRegistry subscriptionRegistry,
            FeedListener listener,
            ScheduledExecutorService timer,
            Executor readers) {
        this.subscriptionRegistry = subscriptionRegistry;
        this.listener = listener;
        this.shardRegistry = new ShardRegistry(settings, subscriptionRegistry, this::put, timer, readers);
    }

    /** Waits while that thread falls behind: the readers then stop reading, and Redis ends their connections at its limit. */
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
        shardRegistry.start();
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
            if (event instanceof ShardEvent.ShardMessage message) {
                LogSubscription logSubscription = subscriptionRegistry.get(message.channel());
                if (logSubscription != null && message.shard().equals(confirmed.get(message.channel()))) {
                    listener.message(logSubscription.log, message.bytes());
                }
            } else if (event instanceof ShardEvent.SubscriptionConfirmed one) {
                confirmed(one);
            } else if (event instanceof ShardEvent.ShardConnected one) {
                connected.add(one.shard());
                outage.up("", "Subscribing to Redis again.");
                if (down || connected.size() == 1) {
                    down = false;
                    listener.up();
                }
            } else if (event instanceof ShardEvent.SubscriptionDropped one) {
                confirmed.remove(one.channel(), one.shard());
            } else if (event instanceof ShardEvent.ShardEnded one) {
                ended(one.shard(), one.wants(), one.reason());
            } else if (event instanceof ShardEvent.RouteLost one) {
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

    private void confirmed(ShardEvent.SubscriptionConfirmed one) {
        LogSubscription logSubscription = subscriptionRegistry.get(one.channel());
        if (logSubscription == null) {
            confirmed.remove(one.channel());
        } else {
            confirmed.put(one.channel(), one.shard());
            listener.subscribed(logSubscription.log);
        }
    }

    private void ended(Shard shard, Collection<LogSubscription> wants, @Nullable FailureReason reason) {
        connected.remove(shard);
        boolean had = confirmed.values().removeIf(shard::equals);
        if (reason == null) {
            return;
        }
        if (had && !connected.isEmpty()) {
            listener.down(reason.told());
            listener.up();
            for (ByteBuffer channel : confirmed.keySet()) {
                LogSubscription logSubscription = subscriptionRegistry.get(channel);
                if (logSubscription != null) {
                    listener.subscribed(logSubscription.log);
                }
            }
        }
        lost(wants, reason);
    }

    private void lost(Collection<LogSubscription> wants, FailureReason reason) {
        outage.down("", reason.logged());
        if (connected.isEmpty() && !down) {
            down = true;
            listener.down(reason.told());
        }
        for (LogSubscription logSubscription : wants) {
            if (subscriptionRegistry.get(logSubscription.name) == logSubscription) {
                listener.lost(logSubscription.log, reason.told());
            }
        }
    }

    @Override
    public void changed(LogSubscription logSubscription) {
        shardRegistry.changed(logSubscription);
    }

    @Override
    public void close() {
        closed = true;
        shardRegistry.close();
    }
}
