package io.onetail.viewer;

import io.onetail.server.ApplicationThreads;
import io.onetail.server.AuditService;
import io.onetail.server.RedisSubscriberService;
import io.onetail.server.TailService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops everything while the application's classes can still be loaded. Payara unloads classes before it destroys the
 * singletons, so stopping then would fail at the first class that is not loaded yet. Singletons that are destroyed
 * without this listener, as after a failed start, stop by themselves; stopping twice has no effect.
 */
@WebListener
public class ShutdownListener implements ServletContextListener {
    @Inject
    ViewerService viewers;

    @Inject
    RedisSubscriberService relay;

    @Inject
    AuditService audit;

    @Inject
    TailService tails;

    @Inject
    ApplicationThreads threads;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        viewers.stop();
        relay.stop();
        audit.stop();
        tails.stop();
        threads.stop();
    }
}
