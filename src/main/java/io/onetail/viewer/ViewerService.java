package io.onetail.viewer;

import io.onetail.access.Person;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.relay.View;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this server, and the workers that serve them. Concurrency is managed by the bean: all state is
 * safe for any thread.
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
    /** Rights are looked at when they have changed; this is for a view that was being opened at that moment. */
    private static final long RECHECK_MILLIS = 10_000;

    private final SendQueue sendQueue = new SendQueue();
    private final Map<ViewerConnection, AdmittedViews> connections = new ConcurrentHashMap<>();
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

    @PostConstruct
    void start() {
        for (int i = 1; i <= configuration.settings().viewer().workers(); i++) {
            workers.add(threads.loop("onetail-viewer-" + i, sendQueue::work));
        }
        workers.add(threads.every(SWEEP_MILLIS, this::sweep));
        workers.add(threads.every(RECHECK_MILLIS, this::recheck));
        configuration.catalog().listen((before, now) -> recheck());
        configuration.policy().listen((before, now) -> recheck());
    }

    /** Called at the application's end, and again when the server destroys this bean. */
    @PreDestroy
    public void stop() {
        connections.keySet().forEach(connection -> connection.leave("The server is stopping or is being updated."));
        workers.forEach(worker -> worker.cancel(true));
    }

    /**
     * Makes a connection; {@link #closed} must follow.
     *
     * @param person who opens it, null if nobody has signed in
     * @param address the client's address, for the audit
     */
    public ViewerConnection open(MessageSender messageSender, String id, @Nullable Person person, String address) {
        AdmittedViews admittedViews = new AdmittedViews(person, address);
        ViewerConnection connection = new ViewerConnection(
                "connection " + id + " of " + (person == null ? "somebody" : SafeText.shown(person.name())) + " from "
                        + address,
                messageSender,
                admittedViews,
                sendQueue,
                configuration.settings().viewer(),
                System::nanoTime);
        connections.put(connection, admittedViews);
        return connection;
    }

    /** Closes a connection and its views. May be called twice. */
    public void closed(ViewerConnection connection) {
        connections.remove(connection);
        connection.closed();
    }

    private void sweep() {
        connections.keySet().forEach(ViewerConnection::sweep);
    }

    /** Applies a change of the configuration to all views. */
    private void recheck() {
        connections.forEach((connection, admittedViews) -> connection.views().forEach(admittedViews::recheck));
    }

    /** The views that one connection opens and closes. */
    private final class AdmittedViews implements ViewerConnection.ViewOpener {
        private final ViewAdmission admission;

        AdmittedViews(@Nullable Person person, String address) {
            this.admission = new ViewAdmission(
                    person,
                    address,
                    configuration.catalog(),
                    configuration.policy(),
                    relay::channels,
                    people.people(),
                    signOn.quota(),
                    audit.audit());
        }

        void recheck(View view) {
            admission.recheck(view);
        }

        @Override
        public View open(ClientMessage.OpenView open, ViewerConnection connection) throws LogException {
            return admission.open(open, connection::wake);
        }

        @Override
        public void close(View view) {
            admission.close(view);
        }
    }
}
