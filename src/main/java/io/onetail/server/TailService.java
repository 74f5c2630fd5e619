package io.onetail.server;

import io.onetail.history.SharedListings;
import io.onetail.protocol.LogId;
import io.onetail.relay.TailDemand;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.tail.HostReaders;
import io.onetail.tail.Journal;
import io.onetail.tail.TailContext;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** Runs the tails of this server, with the hosts' readers and the journal; see {@link ServerTails}. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn({"ApplicationThreads", "ConfigurationService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class TailService {
    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    private volatile ServerTails serverTails;

    @PostConstruct
    void start() {
        serverTails = new ServerTails(configuration.settings(), configuration.catalog(), threads.pools());
        serverTails.start();
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        serverTails.close();
    }

    /** Names the registry of channels, which remembers where logs were. */
    public void memory(TailContext.LogMemory registry) {
        serverTails.memory(registry);
    }

    /** Accepts the logs that must be tailed somewhere in the cluster. */
    public TailDemand demand() {
        return serverTails;
    }

    /** The logs that this server tails at the moment. */
    public Set<LogId> running() {
        return serverTails.running();
    }

    /** The readers of hosts. */
    public HostReaders readers() {
        return serverTails.readers();
    }

    /** Lists of the hosts' files, which all who ask share. */
    public SharedListings listings() {
        return serverTails.listings();
    }

    /** A stream of events in Redis, apart from those of logs. */
    public RedisEvents events(String name) {
        return serverTails.events(name);
    }

    /** The journal in Redis. */
    public Journal journal() {
        return serverTails.journal();
    }
}
