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
 * Owns every thread of the application, through {@link ThreadPools}. The few loops that run for the application's lifetime use a managed
 * executor of its own, since the servers' default executor has few threads and warns of long tasks. SSH sessions, which come and go, and
 * the threads on which tails and reads take turns are created by a managed factory. Safe for any thread.
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

    /**
     * Ends all threads and waits for them, after everything that uses them has been closed. Called at the application's end, and again when
     * the server destroys this bean.
     */
    @PreDestroy
    public void stop() {
        threadPools.close();
    }

    public ThreadPools pools() {
        return threadPools;
    }
}
