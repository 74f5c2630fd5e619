package io.onetail.server;

import io.onetail.config.Settings;
import io.onetail.history.FileHistory;
import io.onetail.protocol.LogId;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.LogFeed;
import io.onetail.relay.redis.RedisSubscriber;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Future;

/** Runs the server's only Redis subscriber, and owns the registry of channels that it feeds. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn("TailService")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class RedisSubscriberService {
    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    @Inject
    TailService tails;

    private volatile RedisSubscriber subscriber;
    private volatile ChannelRegistry channelRegistry;
    private volatile Future<?> loop;

    @PostConstruct
    void start() {
        Settings settings = configuration.settings();
        subscriber =
                new RedisSubscriber(settings.redis(), new ChannelUpdater(), threads.redisTimer(), threads.shards());
        channelRegistry = new ChannelRegistry(
                settings.relay(),
                tails.journal(),
                new FileHistory(tails.readers(), configuration.catalog(), threads.readers()),
                feed(),
                tails,
                threads.scheduler());
        tails.memory(channelRegistry);
        loop = threads.loop("onetail-subscriber", subscriber::run);
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        subscriber.close();
        loop.cancel(true);
    }

    /** The channels of logs that have viewers on this server. */
    public ChannelRegistry channels() {
        return channelRegistry;
    }

    private LogFeed feed() {
        return new LogFeed() {
            @Override
            public void subscribe(LogId log) {
                subscriber.subscribe(log);
            }

            @Override
            public void unsubscribe(LogId log) {
                subscriber.unsubscribe(log);
            }
        };
    }

    private final class ChannelUpdater implements RedisSubscriber.SubscriberListener {
        @Override
        public void subscribed(LogId log) {
            channelRegistry.subscribed(log);
        }

        @Override
        public void message(LogId log, byte[] message) {
            channelRegistry.message(log, message);
        }

        @Override
        public void down(String reason) {
            channelRegistry.down(reason);
        }

        @Override
        public void lost(LogId log, String reason) {
            channelRegistry.lost(log, reason);
        }

        @Override
        public void up() {
            channelRegistry.up();
        }
    }
}
