package io.onetail.server;

import io.onetail.catalog.Catalog;
import io.onetail.config.Settings;
import io.onetail.history.FileHistory;
import io.onetail.protocol.LogId;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.LogFeed;
import io.onetail.relay.redis.RedisSubscriber;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's only Redis subscriber and the registry of channels that it feeds, which call each other. Owns the
 * subscriber's connections and its loop. Safe for any thread.
 */
final class ServerRelay implements AutoCloseable {
    private final RedisSubscriber subscriber;
    private final ChannelRegistry channelRegistry;
    private final ThreadPools threads;
    private volatile @Nullable Future<?> loop;

    /** @param catalog the hosts as they are now */
    ServerRelay(Settings settings, Supplier<Catalog> catalog, TailService tails, ThreadPools threads) {
        this.threads = threads;
        channelRegistry = new ChannelRegistry(
                settings.relay(),
                tails.journal(),
                new FileHistory(tails.readers(), catalog, threads.readers()),
                new SubscriberFeed(),
                tails.demand(),
                threads.scheduler());
        subscriber = new RedisSubscriber(settings.redis(), channelRegistry, threads.redisTimer(), threads.shards());
        tails.memory(channelRegistry);
    }

    /** Begins to subscribe. */
    void start() {
        loop = threads.loop("onetail-subscriber", subscriber::run);
    }

    /** Ends the subscriber. May be called twice. */
    @Override
    public void close() {
        subscriber.close();
        Future<?> running = loop;
        if (running != null) {
            running.cancel(true);
        }
    }

    ChannelRegistry channels() {
        return channelRegistry;
    }

    private final class SubscriberFeed implements LogFeed {
        @Override
        public void subscribe(LogId log) {
            subscriber.subscribe(log);
        }

        @Override
        public void unsubscribe(LogId log) {
            subscriber.unsubscribe(log);
        }
    }
}
