package io.onetail.server;

import io.onetail.relay.ChannelRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Runs the server's only Redis subscriber, with the channels that it feeds; see {@link ServerRelay}. */
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

    private volatile ServerRelay serverRelay;

    @PostConstruct
    void start() {
        serverRelay = new ServerRelay(configuration.settings(), configuration.catalog(), tails, threads.pools());
        serverRelay.start();
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        serverRelay.close();
    }

    /** The channels of logs that have viewers on this server. */
    public ChannelRegistry channels() {
        return serverRelay.channels();
    }
}
