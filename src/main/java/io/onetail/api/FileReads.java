package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.access.AuditLog;
import io.onetail.access.Person;
import io.onetail.history.HistorySettings;
import io.onetail.history.ReadPermits;
import io.onetail.history.SearchScheduler;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.server.ApplicationThreads;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import io.onetail.server.TailService;
import io.onetail.signon.SignOn;
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
public class FileReads {
    @Inject
    ConfigurationService configuration;

    @Inject
    TailService tails;

    @Inject
    ApplicationThreads threads;

    @Inject
    SignOn signOn;

    @Inject
    AuditService audit;

    private final SearchScheduler searchScheduler =
            SearchScheduler.on(Runtime.getRuntime().availableProcessors());
    private volatile ReadPermits readPermits;
    private volatile SendWatchdog sendWatchdog;
    private volatile ScheduledFuture<?> looking;

    @PostConstruct
    void start() {
        readPermits = new ReadPermits(settings());
        sendWatchdog = new SendWatchdog(settings().sendTimeout(), System::nanoTime);
        looking = threads.every(1_000, sendWatchdog::look);
    }

    @PreDestroy
    void stop() {
        looking.cancel(false);
    }

    SendWatchdog sendWatchdog() {
        return sendWatchdog;
    }

    public HistorySettings settings() {
        return configuration.settings().history();
    }

    public AuditLog audit() {
        return audit.audit();
    }

    /** Lets the one who asks in; see {@link FileRead}. */
    public FileRead open(HttpServletRequest request, Action action) throws LogException, InterruptedException {
        FileRead.FileReadContext fileReadContext = new FileRead.FileReadContext(
                configuration.catalog(), configuration.policy(), tails.readers(), signOn, audit.audit(), readPermits);
        LogId log = ApiRequests.log(request.getParameter("host"), request.getParameter("source"));
        return new FileRead(fileReadContext, request.getUserPrincipal(), action, log);
    }

    /** For a search of whoever reads. */
    SearchScheduler.SearchWork work(FileRead fileRead) {
        Person person = fileRead.person();
        return searchScheduler.of(person == null ? fileRead.address() : person.name());
    }

    /**
     * Which generation of a log a file is, with the same offsets, as far as the cluster knows; null if it does not, or if the generation
     * goes on within the file. Blocks on Redis.
     */
    public @Nullable Long generation(LogId log, String node) {
        try {
            Journal.LogHead head = tails.journal().head(log);
            if (head == null || head.end() == null || head.file() == null) {
                return null;
            }
            boolean same = head.file().node().equals(node) && head.file().base() == 0;
            return same ? (Long) head.end().generation() : null;
        } catch (Journal.JournalException e) {
            return null;
        }
    }
}
