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
 * Ends all that runs while the application's classes can still be loaded. Payara takes the classes away before it destroys the singletons, and
 * what ends then fails at the first class that was not needed before. Singletons that are destroyed without this, as after a failed start, end
 * by themselves; what has ended already is not ended twice.
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
