package io.onetail.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.access.Action;
import io.onetail.access.Audit;
import io.onetail.access.Lookup;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.Rights;
import io.onetail.access.SignedIn;
import io.onetail.access.Visit;
import io.onetail.access.signon.Session;
import io.onetail.access.signon.SignOn;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Source;
import io.onetail.history.LogFile;
import io.onetail.history.Turns;
import io.onetail.mask.Mask;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.tail.Transports;
import java.security.Principal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One download or search of somebody: lets it in, and from then on says before each step whether it may go on. It is counted, and ends with
 * the session or the right. To be closed. For one thread; the session may end by any.
 */
public final class Reading implements AutoCloseable {
    /** Rights are asked for this often. */
    private static final long RECHECK_NANOS = 1_000_000_000L;

    private final Desk desk;
    private final @Nullable Person person;
    private final Lookup lookup;
    private final Action action;
    private final LogId log;
    private final long begun = System.nanoTime();
    private volatile @Nullable Session session; // changed under the lock, by whoever ends it
    private final Session.LiveSocket end = this::sessionEnds;
    private volatile @Nullable String ended;

    @GuardedBy("this")
    private boolean closed;

    private boolean counted;
    private boolean turn;
    private Opened opened;
    private @Nullable Mask mask;
    private long checked;

    /**
     * What every reading asks.
     *
     * @param turns how many are under way on the hosts
     */
    public record Desk(
            Supplier<Catalog> catalog,
            Supplier<Policy> policy,
            Transports transports,
            SignOn signOn,
            Audit audit,
            Turns turns) {}

    private record Opened(Source source, LogFile file) {}

    /**
     * Lets somebody in; blocks on the host.
     *
     * @param principal of the request
     * @throws LogException if the log is not there, or not for this person, which is the same; limit if too many are under way
     */
    Reading(Desk desk, @Nullable Principal principal, Action action, LogId log)
            throws LogException, InterruptedException {
        this.desk = desk;
        this.session = Visit.sessionOf(principal) instanceof Session known ? known : null;
        this.person = SignedIn.personOf(principal);
        this.lookup = new Lookup(person, Visit.addressOf(principal), desk.audit());
        this.action = action;
        this.log = log;
        try {
            this.opened = open();
        } catch (LogException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Opened open() throws LogException, InterruptedException {
        Rights rights = rights();
        Source source = lookup.find(log, action, desk.catalog().get(), rights);
        String refusal = person == null ? null : desk.signOn().quota().beginRead(person);
        counted = refusal == null;
        if (refusal == null) {
            turn = desk.turns().take(log.host());
            refusal = turn
                    ? null
                    : "As many downloads and searches as this server allows are under way; try again in a while.";
        }
        if (refusal != null) {
            desk.audit().refused(person, lookup.address(), action.word(), log, refusal);
            throw new LogException(Failure.LIMIT, refusal);
        }
        Session current = session;
        if (current != null && !desk.signOn().sessions().attach(current, end)) {
            throw new LogException(Failure.FORBIDDEN, "Your session has ended; sign in again.");
        }
        mask = rights.mask(source.host(), log.source(), source.charset());
        checked = System.nanoTime();
        return new Opened(source, LogFile.of(source, desk.catalog().get(), desk.transports()));
    }

    private Rights rights() {
        return desk.policy().get().of(person);
    }

    private synchronized void sessionEnds(String reason) {
        if (closed) {
            return;
        }
        Session before = session;
        Session next = before == null ? null : desk.signOn().sessions().successor(before, reason, begun);
        if (next == null || !desk.signOn().sessions().attach(next, end)) {
            ended = reason;
        } else {
            session = next;
        }
    }

    LogId log() {
        return log;
    }

    Source source() {
        return opened.source();
    }

    LogFile file() {
        return opened.file();
    }

    /** What is hidden at the moment; null for nothing. */
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

    /** @throws LogException forbidden if it must not go on, since the session or the right has ended */
    void check() throws LogException {
        String over = ended;
        if (over != null) {
            throw new LogException(Failure.FORBIDDEN, over);
        }
        long now = System.nanoTime();
        if (now - checked < RECHECK_NANOS) {
            return;
        }
        checked = now;
        Rights rights = rights();
        try {
            Source source = desk.catalog().get().resolve(log, rights.to(action));
            mask = rights.mask(source.host(), log.source(), source.charset());
        } catch (LogException e) {
            desk.audit()
                    .withdrawn(
                            person,
                            lookup.address(),
                            log,
                            "No role of theirs allows to " + action.word() + " it any more.");
            throw new LogException(
                    Failure.FORBIDDEN,
                    "You may not " + action.word() + " '" + log.source() + "' on host '" + log.host()
                            + "' any more: the configuration has changed.",
                    e);
        }
    }

    /** May be called twice. */
    @Override
    public synchronized void close() {
        closed = true;
        Session current = session;
        if (current != null) {
            desk.signOn().sessions().detach(current, end);
        }
        if (turn) {
            turn = false;
            desk.turns().leave(log.host());
        }
        if (counted && person != null) {
            counted = false;
            desk.signOn().quota().endRead(person);
        }
    }
}
