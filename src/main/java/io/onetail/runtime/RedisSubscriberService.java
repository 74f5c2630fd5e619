package io.onetail.runtime;

import io.onetail.history.FileHistory;
import io.onetail.protocol.LogId;
import io.onetail.relay.Channels;
import io.onetail.relay.Feed;
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

/** Runs the server's one Redis subscriber and holds the registry of channels that it feeds. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn("TailService")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class RedisSubscriberService {
    @Inject
    Configuration configuration;

    @Inject
    Threads threads;

    @Inject
    TailService tails;

    private volatile RedisSubscriber subscriber;
    private volatile Channels channels;
    private volatile Future<?> loop;

    @PostConstruct
    void start() {
        Settings settings = configuration.settings();
        subscriber = new RedisSubscriber(settings.redis(), new Listener(), threads.redisTimer(), threads.tails());
        channels = new Channels(
                settings.relay(),
                tails.journal(),
                new FileHistory(tails.transports(), configuration.catalog(), threads.readers()),
                feed(),
                tails,
                threads.scheduler());
        tails.memory(channels);
        loop = threads.loop("onetail-subscriber", subscriber::run);
    }

    @PreDestroy
    void stop() {
        subscriber.close();
        loop.cancel(true);
    }

    public Channels channels() {
        return channels;
    }

    private Feed feed() {
        return new Feed() {
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

    private final class Listener implements RedisSubscriber.Listener {
        @Override
        public void subscribed(LogId log) {
            channels.subscribed(log);
        }

        @Override
        public void message(LogId log, byte[] message) {
            channels.message(log, message);
        }

        @Override
        public void down(String reason) {
            channels.down(reason);
        }

        @Override
        public void lost(LogId log, String reason) {
            channels.lost(log, reason);
        }

        @Override
        public void up() {
            channels.up();
        }
    }
}
