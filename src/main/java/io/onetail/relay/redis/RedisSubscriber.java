package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import io.onetail.relay.FeedListener;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The server's one subscriber: a single connection to Redis (in a Cluster one to each shard that holds a wanted log) that receives the
 * messages of every log with a viewer. After a failure it connects and subscribes again.
 *
 * <p>{@link #run} occupies one thread until {@link #close}, or an interrupt, which it notices within seconds. The other methods are for any
 * thread, never wait for Redis, and may be called before, during and after an outage.
 */
public final class RedisSubscriber implements AutoCloseable {
    private final String prefix;
    private final SubscriptionRegistry subscriptionRegistry = new SubscriptionRegistry();
    private final SubscriptionMode subscription;
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * Connects to nothing yet.
     *
     * @param timer sends subscriptions and a PING every two seconds until {@link #close}; the caller's
     * @param readers runs one long task for each shard of a Cluster, and is not used otherwise; the caller's
     */
    public RedisSubscriber(
            RedisSettings settings, FeedListener listener, ScheduledExecutorService timer, Executor readers) {
        this.prefix = settings.prefix();
        this.subscription = settings.mode() == RedisMode.CLUSTER
                ? new ShardedSubscription(settings, subscriptionRegistry, listener, timer, readers)
                : new SingleSubscription(settings, subscriptionRegistry, listener, timer);
    }

    /** Receives until {@link #close} or an interrupt. To be called once. */
    public void run() {
        if (started.getAndSet(true)) {
            throw new IllegalStateException("the subscriber runs, or has run, already");
        }
        subscription.run();
    }

    /** Asks for the log's messages. Asking again brings {@link FeedListener#subscribed} again. */
    public void subscribe(LogId log) {
        subscription.changed(subscriptionRegistry.add(log, LogKeys.of(prefix, log)));
    }

    /** Ends the log's messages; once this returns, at most the one that is being handed over comes. */
    public void unsubscribe(LogId log) {
        LogSubscription logSubscription = subscriptionRegistry.remove(LogKeys.of(prefix, log));
        if (logSubscription != null) {
            subscription.changed(logSubscription);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
