package io.onetail.server;

import io.onetail.history.SharedListings;
import io.onetail.protocol.LogId;
import io.onetail.relay.TailDemand;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.relay.redis.RedisJournal;
import io.onetail.tail.HostReaders;
import io.onetail.tail.Journal;
import io.onetail.tail.JournalTask;
import io.onetail.tail.LogTip;
import io.onetail.tail.TailContext;
import io.onetail.tail.TailRegistry;
import io.onetail.tail.ssh.HostReaderPool;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Runs the tails of this server: owns the {@link TailRegistry}, the hosts' readers and the journal. */
@ApplicationScoped
@Singleton
@Startup
@LocalBean // otherwise, since it has an interface, the class itself could not be injected
@DependsOn({"ApplicationThreads", "ConfigurationService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class TailService implements TailDemand {
    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    private volatile RedisJournal journal;
    private volatile HostReaderPool readers;
    private volatile SharedListings listings;
    private volatile TailRegistry tailRegistry;
    private final DeferredMemory memory = new DeferredMemory();
    private volatile Future<?> leases;

    @PostConstruct
    void start() {
        journal = new RedisJournal(configuration.settings().redis(), threads.redisTimer());
        readers = new HostReaderPool(name -> configuration.catalog().get().host(name), threads.factory());
        listings = new SharedListings(readers, configuration.settings().listing(), System::nanoTime);
        TailContext context = new TailContext(
                UUID.randomUUID().toString(),
                configuration.settings().tail(),
                journal,
                readers,
                configuration.catalog(),
                memory,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        tailRegistry = new TailRegistry(context, threads.tails(), threads.scheduler());
        leases = threads.loop("onetail-leases", tailRegistry::run);
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        tailRegistry.close();
        leases.cancel(true);
        readers.close();
        journal.close();
    }

    /** Sets the memory of where logs were, which is the registry of channels. */
    public void memory(TailContext.LogMemory registry) {
        memory.registry = registry;
    }

    @Override
    public void want(LogId log) {
        tailRegistry.want(log);
    }

    @Override
    public void unwant(LogId log) {
        tailRegistry.unwant(log);
    }

    /** The logs that this server tails at the moment. */
    public Set<LogId> running() {
        return tailRegistry.running();
    }

    /** The readers of hosts. */
    public HostReaders readers() {
        return readers;
    }

    /** Lists the files of hosts. */
    public SharedListings listings() {
        return listings;
    }

    /** A stream of events in Redis, apart from those of logs. */
    public RedisEvents events(String name) {
        return journal.events(name);
    }

    /** The journal in Redis. */
    public Journal journal() {
        return journal;
    }

    /** Stands in for the registry of channels, which is made after the tails that ask it. */
    private static final class DeferredMemory implements TailContext.LogMemory {
        volatile TailContext.@Nullable LogMemory registry;

        @Override
        public @Nullable LogTip last(LogId log) {
            TailContext.LogMemory made = registry;
            return made == null ? null : made.last(log);
        }

        @Override
        public boolean isAwaited(LogId log) {
            TailContext.LogMemory made = registry;
            return made != null && made.isAwaited(log);
        }

        @Override
        public void hindered(LogId log, JournalTask part, @Nullable String reason) {
            TailContext.LogMemory made = registry;
            if (made != null) {
                made.hindered(log, part, reason);
            }
        }

        @Override
        public Duration untilSettled() {
            TailContext.LogMemory made = registry;
            return made == null ? Duration.ofSeconds(1) : made.untilSettled();
        }
    }
}
