package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSubscriber.Listener;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** One connection to each shard that holds a wanted log. */
final class ShardedSubscription implements Subscription {
    ShardedSubscription(
            RedisSettings settings,
            Wanted wanted,
            Listener listener,
            ScheduledExecutorService timer,
            Executor readers) {
        throw new UnsupportedOperationException("mode cluster");
    }

    @Override
    public void run() {}

    @Override
    public void changed(Want want) {}

    @Override
    public void close() {}
}
