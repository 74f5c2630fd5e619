package io.onetail.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Action;
import io.onetail.access.AuditLog;
import io.onetail.access.LogLookup;
import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.access.Policy;
import io.onetail.access.RequestPrincipal;
import io.onetail.access.Rights;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.history.LogFile;
import io.onetail.history.ReadPermits;
import io.onetail.mask.Mask;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.signon.SignOn;
import io.onetail.signon.UserSession;
import io.onetail.tail.HostReaders;
import java.security.Principal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One download or search by a person. It is admitted when it is made, counts towards the limits until it is closed, and is asked before
 * each step whether it may go on: it may not once the session or the right has ended. For one thread, but the session may be ended by any.
 */
public final class FileRead implements AutoCloseable {
    /** How often the rights are checked. */
    private static final long RECHECK_NANOS = 1_000_000_000L;

    private final FileReadContext fileReadContext;
    private final @Nullable Person person;
    private final LogLookup lookup;
    private final Action action;
    private final LogId log;
    private final long begun = System.nanoTime();
    private volatile @Nullable UserSession session; // changed under the lock, by the thread that ends it
    private final UserSession.LiveSocket end = this::sessionEnds;
    private volatile @Nullable String ended;

    @GuardedBy("this")
    private boolean closed;

    private boolean counted;
    private boolean turn;
    private OpenedSource opened;
    private @Nullable Mask mask;
    private long checked;

    /**
     * What all reads of a server share.
     *
     * @param readPermits bound how many are under way on the hosts
     */
    public record FileReadContext(
            Supplier<Catalog> catalog,
            Supplier<Policy> policy,
            HostReaders readers,
            SignOn signOn,
            AuditLog audit,
            ReadPermits readPermits) {}

    private record OpenedSource(LogSource source, LogFile file) {}

    /**
     * Admits a read. Blocks on the host.
     *
     * @param principal of the request; null if nobody is known
     * @throws LogException not-found or forbidden if the log is not there, or not for this person; limit if too many reads are under way
     */
    FileRead(FileReadContext fileReadContext, @Nullable Principal principal, Action action, LogId log)
            throws LogException, InterruptedException {
        this.fileReadContext = fileReadContext;
        this.session = RequestPrincipal.sessionOf(principal) instanceof UserSession known ? known : null;
        this.person = PersonPrincipal.personOf(principal);
        this.lookup = new LogLookup(person, RequestPrincipal.addressOf(principal), fileReadContext.audit());
        this.action = action;
        this.log = log;
        try {
            this.opened = open();
        } catch (LogException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private OpenedSource open() throws LogException, InterruptedException {
        Rights rights = rights();
        LogSource source = lookup.find(log, action, fileReadContext.catalog().get(), rights);
        String refusal =
                person == null ? null : fileReadContext.signOn().quota().beginRead(person);
        counted = refusal == null;
        if (refusal == null) {
            turn = fileReadContext.readPermits().take(log.host());
            refusal = turn
                    ? null
                    : "As many downloads and searches as this server allows are under way; try again in a while.";
        }
        if (refusal != null) {
            fileReadContext.audit().refused(person, lookup.address(), action.word(), log, refusal);
            throw new LogException(FailureCode.LIMIT, refusal);
        }
        UserSession current = session;
        if (current != null && !fileReadContext.signOn().sessions().attach(current, end)) {
            throw new LogException(FailureCode.FORBIDDEN, "Your session has ended; sign in again.");
        }
        mask = rights.mask(source.host(), log.source(), source.charset());
        checked = System.nanoTime();
        return new OpenedSource(
                source, LogFile.of(source, fileReadContext.catalog().get(), fileReadContext.readers()));
    }

    private Rights rights() {
        return fileReadContext.policy().get().of(person);
    }

    private synchronized void sessionEnds(String reason) {
        if (closed) {
            return;
        }
        UserSession before = session;
        UserSession next =
                before == null ? null : fileReadContext.signOn().sessions().successor(before, reason, begun);
        if (next == null || !fileReadContext.signOn().sessions().attach(next, end)) {
            ended = reason;
        } else {
            session = next;
        }
    }

    LogId log() {
        return log;
    }

    LogSource source() {
        return opened.source();
    }

    LogFile file() {
        return opened.file();
    }

    /** What is hidden at the moment, or null if nothing is. */
    @Nullable
    Mask mask() {
        return mask;
    }

    @Nullable
    Person person() {
        return person;
    }

    String address() {
        return lookup.address();
    }

    /** @throws LogException forbidden if the read must not go on, because the session or the right has ended */
    void check() throws LogException {
        String over = ended;
        if (over != null) {
            throw new LogException(FailureCode.FORBIDDEN, over);
        }
        long now = System.nanoTime();
        if (now - checked < RECHECK_NANOS) {
            return;
        }
        checked = now;
        Rights rights = rights();
        try {
            LogSource source = fileReadContext.catalog().get().resolve(log, rights.to(action));
            mask = rights.mask(source.host(), log.source(), source.charset());
        } catch (LogException e) {
            fileReadContext
                    .audit()
                    .withdrawn(
                            person,
                            lookup.address(),
                            log,
                            "None of their roles allows the action '" + action.word() + "' on it any more.");
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    "You may not " + action.word() + " '" + log.source() + "' on host '" + log.host()
                            + "' any more: the configuration has changed.",
                    e);
        }
    }

    /** Gives back what counts towards the limits. May be called twice. */
    @Override
    public synchronized void close() {
        closed = true;
        UserSession current = session;
        if (current != null) {
            fileReadContext.signOn().sessions().detach(current, end);
        }
        if (turn) {
            turn = false;
            fileReadContext.readPermits().leave(log.host());
        }
        if (counted && person != null) {
            counted = false;
            fileReadContext.signOn().quota().endRead(person);
        }
    }
}
