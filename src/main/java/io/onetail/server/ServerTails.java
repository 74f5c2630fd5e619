package io.onetail.server;

import io.onetail.catalog.Catalog;
import io.onetail.config.Settings;
import io.onetail.history.SharedListings;
import io.onetail.protocol.LogId;
import io.onetail.relay.TailDemand;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.relay.redis.RedisJournal;
import io.onetail.tail.HostReaders;
import io.onetail.tail.Journal;
import io.onetail.tail.TailContext;
import io.onetail.tail.TailRegistry;
import io.onetail.tail.ssh.HostReaderPool;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tails of this server and everything that they need. Owns the hosts' readers, the journal's connections and the
 * loop of leases. Safe for any thread.
 */
final class ServerTails implements TailDemand, AutoCloseable {
    private final RedisJournal journal;
    private final HostReaderPool readers;
    private final SharedListings listings;
    private final TailRegistry tailRegistry;
    private final DeferredLogMemory memory = new DeferredLogMemory();
    private final ThreadPools threads;
    private volatile @Nullable Future<?> leases;

    /** @param catalog the hosts as they are now */
    ServerTails(Settings settings, Supplier<Catalog> catalog, ThreadPools threads) {
        this.threads = threads;
        journal = new RedisJournal(settings.redis(), threads.redisTimer());
        readers = new HostReaderPool(name -> catalog.get().host(name), threads.factory(), threads.blocking());
        listings = new SharedListings(readers, settings.listing(), System::nanoTime);
        TailContext context = new TailContext(
                UUID.randomUUID().toString(),
                settings.tail(),
                journal,
                readers,
                catalog,
                memory,
                Clock.systemUTC(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        tailRegistry = new TailRegistry(context, threads.tails(), threads.scheduler());
    }

    /** Begins to renew the leases of logs. */
    void start() {
        leases = threads.loop("onetail-leases", tailRegistry::run);
    }

    /** Ends the tails, then what they need. May be called twice. */
    @Override
    public void close() {
        tailRegistry.close();
        Future<?> running = leases;
        if (running != null) {
            running.cancel(true);
        }
        readers.close();
        journal.close();
    }

    void memory(TailContext.LogMemory registry) {
        memory.use(registry);
    }

    @Override
    public void want(LogId log) {
        tailRegistry.want(log);
    }

    @Override
    public void unwant(LogId log) {
        tailRegistry.unwant(log);
    }

    Set<LogId> running() {
        return tailRegistry.running();
    }

    HostReaders readers() {
        return readers;
    }

    SharedListings listings() {
        return listings;
    }

    RedisEvents events(String name) {
        return journal.events(name);
    }

    Journal journal() {
        return journal;
    }
}
