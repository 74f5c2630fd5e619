package io.onetail.viewer;

import io.onetail.access.Person;
import io.onetail.protocol.LivenessTimes;
import io.onetail.server.ApplicationThreads;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import io.onetail.server.PeopleService;
import io.onetail.server.RedisSubscriberService;
import io.onetail.signon.SignOn;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends this server's connections and the workers that serve them; see {@link ConnectionRegistry}.
 *
 * <p>The types in its methods are public because another class loader makes Payara's proxy of the bean.
 */
@ApplicationScoped
@Singleton
@Startup
@DependsOn({"RedisSubscriberService", "SignOnService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ViewerService {
    private static final long SWEEP_MILLIS = LivenessTimes.DEFAULT.viewerCheck().toMillis();
    /** Rights are checked when they change; this covers a view that was being opened at that moment. */
    private static final long RECHECK_MILLIS = 10_000;

    private final List<Future<?>> workers = new ArrayList<>();

    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    @Inject
    RedisSubscriberService relay;

    @Inject
    PeopleService people;

    @Inject
    SignOn signOn;

    @Inject
    AuditService audit;

    private volatile ConnectionRegistry connectionRegistry;

    @PostConstruct
    void start() {
        ConnectionRegistry made = new ConnectionRegistry(
                configuration.settings().viewer(),
                configuration.catalog(),
                configuration.policy(),
                relay::channels,
                people.people(),
                signOn.quota(),
                audit.audit());
        connectionRegistry = made;
        for (int i = 1; i <= configuration.settings().viewer().workers(); i++) {
            workers.add(threads.pools().loop("onetail-viewer-" + i, made::work));
        }
        workers.add(threads.pools().every(SWEEP_MILLIS, made::sweep));
        workers.add(threads.pools().every(RECHECK_MILLIS, made::recheck));
        configuration.catalog().listen((before, now) -> made.recheck());
        configuration.policy().listen((before, now) -> made.recheck());
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        connectionRegistry.leave("The server is stopping or is being updated.");
        workers.forEach(worker -> worker.cancel(true));
    }

    /** As {@link ConnectionRegistry#open}. */
    public ViewerConnection open(MessageSender messageSender, String id, @Nullable Person person, String address) {
        return connectionRegistry.open(messageSender, id, person, address);
    }

    /** As {@link ConnectionRegistry#closed}. */
    public void closed(ViewerConnection connection) {
        connectionRegistry.closed(connection);
    }
}
