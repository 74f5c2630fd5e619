package io.onetail.admin;

import io.onetail.access.Action;
import io.onetail.access.Audit;
import io.onetail.access.Person;
import io.onetail.access.signon.SignOn;
import io.onetail.history.HistorySettings;
import io.onetail.history.Pace;
import io.onetail.history.Turns;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.runtime.AuditService;
import io.onetail.runtime.Configuration;
import io.onetail.runtime.TailService;
import io.onetail.runtime.Threads;
import io.onetail.tail.Journal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** The downloads and searches of this server. All state is safe by itself. */
@ApplicationScoped
public class Readings {
    @Inject
    Configuration configuration;

    @Inject
    TailService tails;

    @Inject
    Threads threads;

    @Inject
    SignOn signOn;

    @Inject
    AuditService audit;

    private final Pace pace = Pace.on(Runtime.getRuntime().availableProcessors());
    private volatile Turns turns;
    private volatile Sends sends;
    private volatile ScheduledFuture<?> looking;

    @PostConstruct
    void start() {
        turns = new Turns(settings());
        sends = new Sends(settings().sendTimeout(), System::nanoTime);
        looking = threads.every(1_000, sends::look);
    }

    @PreDestroy
    void stop() {
        looking.cancel(false);
    }

    Sends sends() {
        return sends;
    }

    public HistorySettings settings() {
        return configuration.settings().history();
    }

    public Audit audit() {
        return audit.audit();
    }

    /** Lets the one who asks in; see {@link Reading}. */
    public Reading open(HttpServletRequest request, Action action) throws LogException, InterruptedException {
        Reading.Desk desk = new Reading.Desk(
                configuration.catalog(), configuration.policy(), tails.transports(), signOn, audit.audit(), turns);
        LogId log = Asking.log(request.getParameter("host"), request.getParameter("source"));
        return new Reading(desk, request.getUserPrincipal(), action, log);
    }

    /** For a search of whoever reads. */
    Pace.Work work(Reading reading) {
        Person person = reading.person();
        return pace.of(person == null ? reading.address() : person.name());
    }

    /** Which generation of a log a file is, as far as the cluster knows; null if it does not. Blocks on Redis. */
    public @Nullable Long generation(LogId log, String node) {
        try {
            Journal.Head head = tails.journal().head(log);
            if (head == null || head.end() == null || head.file() == null) {
                return null;
            }
            return head.file().node().equals(node) ? (Long) head.end().generation() : null;
        } catch (Journal.JournalException e) {
            return null;
        }
    }
}
