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
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ScheduledFuture;

/** Holds what all downloads and searches of this server share. Safe for any thread. */
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
        HistorySettings settings = configuration.settings().history();
        readPermits = new ReadPermits(settings);
        sendWatchdog = new SendWatchdog(settings.sendTimeout(), System::nanoTime);
        looking = threads.pools().every(1_000, sendWatchdog::look);
    }

    @PreDestroy
    void stop() {
        looking.cancel(false);
    }

    SendWatchdog sendWatchdog() {
        return sendWatchdog;
    }

    AuditLog audit() {
        return audit.audit();
    }

    /** Lets the person who sent a request read the log that it names; see {@link FileRead}. Blocks on the host. */
    FileRead open(HttpServletRequest request, Action action) throws LogException, InterruptedException {
        FileRead.FileReadContext fileReadContext = new FileRead.FileReadContext(
                configuration.catalog(), configuration.policy(), tails.readers(), signOn, audit.audit(), readPermits);
        LogId log = ApiRequests.log(request.getParameter("host"), request.getParameter("source"));
        return new FileRead(fileReadContext, request.getUserPrincipal(), action, log);
    }

    /** What sends the results of a search. */
    FileSearch search(FileRead fileRead) {
        return new FileSearch(
                fileRead, configuration.settings().history(), tails.journal(), audit.audit(), sendWatchdog);
    }

    /** The share of the processor for a search; searches of one person share one. */
    SearchScheduler.SearchWork work(FileRead fileRead) {
        Person person = fileRead.person();
        return searchScheduler.of(person == null ? fileRead.address() : person.name());
    }
}
