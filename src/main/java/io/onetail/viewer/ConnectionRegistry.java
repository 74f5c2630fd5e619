package io.onetail.viewer;

import io.onetail.access.AuditLog;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.catalog.Catalog;
import io.onetail.config.ViewerSettings;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.View;
import io.onetail.signon.UserQuota;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this server. {@link #work} is to be run by a few workers, {@link #sweep} and {@link #recheck} by a timer. Safe for any
 * thread.
 */
final class ConnectionRegistry {
    private final SendQueue sendQueue = new SendQueue();
    private final Map<ViewerConnection, AdmittedViews> connections = new ConcurrentHashMap<>();
    private final ViewerSettings settings;
    private final Supplier<Catalog> catalog;
    private final Supplier<Policy> policy;
    private final Supplier<ChannelRegistry> channels;
    private final RecentPeople people;
    private final UserQuota quota;
    private final AuditLog audit;

    ConnectionRegistry(
            ViewerSettings settings,
            Supplier<Catalog> catalog,
            Supplier<Policy> policy,
            Supplier<ChannelRegistry> channels,
            RecentPeople people,
            UserQuota quota,
            AuditLog audit) {
        this.settings = settings;
        this.catalog = catalog;
        this.policy = policy;
        this.channels = channels;
        this.people = people;
        this.quota = quota;
        this.audit = audit;
    }

    /** The loop of a worker; returns when interrupted. */
    void work() {
        sendQueue.work();
    }

    /**
     * Makes a connection; {@link #closed} must follow.
     *
     * @param id names the connection in the log
     * @param person who opens it, null if nobody has signed in
     * @param address the client's address, for the audit
     */
    ViewerConnection open(MessageSender messageSender, String id, @Nullable Person person, String address) {
        AdmittedViews admittedViews = new AdmittedViews(person, address);
        ViewerConnection connection = new ViewerConnection(
                "connection " + id + " of " + (person == null ? "somebody" : SafeText.shown(person.name())) + " from "
                        + address,
                messageSender,
                admittedViews,
                sendQueue,
                settings,
                System::nanoTime);
        connections.put(connection, admittedViews);
        return connection;
    }

    /** Closes a connection and its views. May be called twice. */
    void closed(ViewerConnection connection) {
        connections.remove(connection);
        connection.closed();
    }

    /** Closes all connections because this server stops. */
    void leave(String reason) {
        connections.keySet().forEach(connection -> connection.leave(reason));
    }

    /** To be called every second; see {@link ViewerConnection#sweep}. */
    void sweep() {
        connections.keySet().forEach(ViewerConnection::sweep);
    }

    /** Applies a change of the configuration to all views: those of logs that are not in it any more, or not for their person, end. */
    void recheck() {
        connections.forEach((connection, admittedViews) -> connection.views().forEach(admittedViews::recheck));
    }

    /** The views that one connection opens and closes. */
    private final class AdmittedViews implements ViewerConnection.ViewOpener {
        private final ViewAdmission admission;

        AdmittedViews(@Nullable Person person, String address) {
            this.admission = new ViewAdmission(person, address, catalog, policy, channels, people, quota, audit);
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
