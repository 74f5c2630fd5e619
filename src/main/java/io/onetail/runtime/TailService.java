package io.onetail.runtime;

import io.onetail.history.Listings;
import io.onetail.protocol.LogId;
import io.onetail.relay.Demand;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.relay.redis.RedisJournal;
import io.onetail.tail.Hindrance;
import io.onetail.tail.Journal;
import io.onetail.tail.Known;
import io.onetail.tail.TailContext;
import io.onetail.tail.Tails;
import io.onetail.tail.Transports;
import io.onetail.tail.ssh.HostTransports;
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

/** Runs the remote tails of this server: the life of {@link Tails}, the hosts' transports and the journal. */
@ApplicationScoped
@Singleton
@Startup
@LocalBean // with an interface, the class itself would be no view otherwise
@DependsOn({"Threads", "Configuration"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class TailService implements Demand {
    @Inject
    Configuration configuration;

    @Inject
    Threads threads;

    private volatile RedisJournal journal;
    private volatile HostTransports transports;
    private volatile Listings listings;
    private volatile Tails tails;
    private final LaterMemory memory = new LaterMemory();
    private volatile Future<?> leases;

    @PostConstruct
    void start() {
        journal = new RedisJournal(configuration.settings().redis(), threads.redisTimer());
        transports = new HostTransports(name -> configuration.catalog().get().host(name), threads.factory());
        listings = new Listings(transports, configuration.settings().listing(), System::nanoTime);
        TailContext context = new TailContext(
                UUID.randomUUID().toString(),
                configuration.settings().tail(),
                journal,
                transports,
                configuration.catalog(),
                memory,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        tails = new Tails(context, threads.tails());
        leases = threads.loop("onetail-leases", tails::run);
    }

    @PreDestroy
    void stop() {
        tails.close();
        leases.cancel(true);
        transports.close();
        journal.close();
    }

    /** Says who remembers where logs were; the registry of channels does. */
    public void memory(TailContext.Memory registry) {
        memory.registry = registry;
    }

    @Override
    public void want(LogId log) {
        tails.want(log);
    }

    @Override
    public void unwant(LogId log) {
        tails.unwant(log);
    }

    /** The logs that this server tails at the moment. */
    public Set<LogId> running() {
        return tails.running();
    }

    public Transports transports() {
        return transports;
    }

    /** The files of hosts, for those who ask. */
    public Listings listings() {
        return listings;
    }

    /** A stream of texts beside the logs in Redis. */
    public RedisEvents events(String name) {
        return journal.events(name);
    }

    public Journal journal() {
        return journal;
    }

    /** The registry of channels is made after the tails, which ask it. */
    private static final class LaterMemory implements TailContext.Memory {
        volatile TailContext.@Nullable Memory registry;

        @Override
        public @Nullable Known last(LogId log) {
            TailContext.Memory made = registry;
            return made == null ? null : made.last(log);
        }

        @Override
        public boolean isAwaited(LogId log) {
            TailContext.Memory made = registry;
            return made != null && made.isAwaited(log);
        }

        @Override
        public void hindered(LogId log, Hindrance part, @Nullable String reason) {
            TailContext.Memory made = registry;
            if (made != null) {
                made.hindered(log, part, reason);
            }
        }

        @Override
        public Duration untilSettled() {
            TailContext.Memory made = registry;
            return made == null ? Duration.ofSeconds(1) : made.untilSettled();
        }
    }
}
