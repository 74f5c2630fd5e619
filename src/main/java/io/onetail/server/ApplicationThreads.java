package io.onetail.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The life of every thread that the application runs; see {@link ThreadPools}. The few loops that live as long as it does run on a managed executor of our own, since the
 * servers' default one has few threads and warns of long tasks; SSH sessions, which come and go, and the few threads on which tails and
 * reads take turns are of a managed factory.
 */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@ManagedExecutorDefinition(name = ApplicationThreads.LOOPS, maxAsync = 64, hungTaskThreshold = 0)
@ManagedThreadFactoryDefinition(name = ApplicationThreads.FACTORY)
public class ApplicationThreads {
    static final String LOOPS = "java:module/concurrent/onetail-loops";
    static final String FACTORY = "java:module/concurrent/onetail-threads";

    @Resource(lookup = LOOPS)
    ManagedExecutorService loops;

    @Resource(lookup = FACTORY)
    ManagedThreadFactory factory;

    private volatile ThreadPools threadPools;

    @PostConstruct
    void start() {
        threadPools = new ThreadPools(factory, loops);
    }

    /** Waits for what still runs after all that uses these threads was closed. Called at the end, and when the server destroys this. */
    @PreDestroy
    public void stop() {
        threadPools.close();
    }

    public ThreadPools pools() {
        return threadPools;
    }
}
