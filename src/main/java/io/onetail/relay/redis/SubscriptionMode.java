package io.onetail.relay.redis;

/** How the subscriber keeps its subscriptions: {@link SingleSubscription} or {@link ShardedSubscription}. */
interface SubscriptionMode extends AutoCloseable {
    /** Receives until {@link #close} or an interrupt. */
    void run();

    /** The log is wanted now or no longer, as {@link SubscriptionRegistry} says. Never waits. */
    void changed(LogSubscription logSubscription);

    @Override
    void close();
}
