package io.onetail.server;

import io.onetail.access.AuditLog;
import io.onetail.access.AuditQueue;
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
import java.util.concurrent.Future;

/** Runs the audit: events go to the server's log at once, and to Redis twice a second. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn({"ApplicationThreads", "TailService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class AuditService {
    private static final long DRAIN_MILLIS = 500;

    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    @Inject
    TailService tails;

    private volatile AuditLog audit;
    private volatile RedisEvents events;
    private volatile AuditQueue trail;
    private volatile Future<?> drains;

    @PostConstruct
    void start() {
        int most = configuration.settings().audit().entries();
        events = tails.events("audit");
        trail = new AuditQueue(some -> events.add(some, most));
        audit = new AuditLog(Clock.systemUTC(), most == 0 ? json -> {} : trail);
        drains = threads.pools().every(DRAIN_MILLIS, trail::drain);
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        if (drains.cancel(false)) {
            trail.drain();
        }
    }

    /** Records events. */
    public AuditLog audit() {
        return audit;
    }

    /** The audit in Redis, as all servers have added to it. */
    public RedisEvents events() {
        return events;
    }
}
