package io.onetail.runtime;

import io.onetail.access.Audit;
import io.onetail.relay.redis.RedisEvents;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The life of the audit: what people did goes to the log at once, and to Redis twice a second. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn({"Threads", "TailService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class AuditService {
    private static final long DRAIN_MILLIS = 500;

    @Inject
    Configuration configuration;

    @Inject
    Threads threads;

    @Inject
    TailService tails;

    private volatile Audit audit;
    private volatile RedisEvents events;
    private volatile AuditTrail trail;
    private volatile Future<?> drains;

    @PostConstruct
    void start() {
        int most = configuration.settings().audit().entries();
        events = tails.events("audit");
        trail = new AuditTrail(some -> events.add(some, most));
        audit = new Audit(Clock.systemUTC(), most == 0 ? json -> {} : trail);
        drains = threads.every(DRAIN_MILLIS, trail::drain);
    }

    @PreDestroy
    void stop() {
        drains.cancel(false);
        trail.drain();
    }

    public Audit audit() {
        return audit;
    }

    /**
     * The newest events, newest first; blocks on Redis.
     *
     * @param before only those before this one; null for all
     * @throws io.onetail.tail.Journal.JournalException if Redis is away
     */
    public List<RedisEvents.Event> newest(@Nullable String before, int most) {
        return events.newest(before, most);
    }
}
