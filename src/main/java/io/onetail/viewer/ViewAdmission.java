package io.onetail.viewer;

import io.onetail.access.Action;
import io.onetail.access.AuditLog;
import io.onetail.access.LogLookup;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.access.Rights;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.mask.Mask;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.View;
import io.onetail.signon.UserQuota;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one person into logs as far as their rights go, and out again when these have changed. Asks for the rights of the moment each
 * time, before anything is done for the log, and counts the views that they have. Safe for any thread.
 */
final class ViewAdmission {
    private final @Nullable Person person;
    private final Supplier<Catalog> catalog;
    private final Supplier<Policy> policy;
    private final Supplier<ChannelRegistry> channels;
    private final RecentPeople people;
    private final UserQuota quota;
    private final AuditLog audit;
    private final String address;
    private final LogLookup lookup;
    private final Set<View> open = ConcurrentHashMap.newKeySet();

    /** @param person null if nobody is known */
    ViewAdmission(
            @Nullable Person person,
            String address,
            Supplier<Catalog> catalog,
            Supplier<Policy> policy,
            Supplier<ChannelRegistry> channels,
            RecentPeople people,
            UserQuota quota,
            AuditLog audit) {
        this.person = person;
        this.address = address;
        this.catalog = catalog;
        this.policy = policy;
        this.channels = channels;
        this.people = people;
        this.quota = quota;
        this.audit = audit;
        this.lookup = new LogLookup(person, address, audit);
    }

    private Rights rights() {
        return policy.get().of(person);
    }

    /** @throws LogException if the log is not there, or not for this person, which is the same */
    View open(ClientMessage.OpenView asked, Runnable wake) throws LogException {
        if (person != null) {
            people.seen(person);
            String tooFast = quota.takeOpening(person);
            if (tooFast != null) { // not put down: that is once for each message of a flood
                throw new LogException(FailureCode.LIMIT, tooFast);
            }
        }
        LogId log = asked.log();
        Rights rights = rights();
        LogSource source = lookup.find(log, Action.VIEW, catalog.get(), rights);
        channels.get().admit(log);
        String refusal = person == null ? null : quota.beginView(person);
        if (refusal != null) {
            audit.refused(person, address, "view", log, refusal);
            throw new LogException(FailureCode.LIMIT, refusal);
        }
        Mask mask = mask(rights, log, source);
        View view = channels.get().open(asked.view(), log, source.charset().name(), asked.from(), mask, wake);
        open.add(view);
        audit.viewing(person, address, log, asked.from(), mask != null);
        return view;
    }

    /** May be called twice. */
    void close(View view) {
        channels.get().close(view);
        if (open.remove(view)) {
            if (person != null) {
                quota.endView(person);
            }
            audit.viewed(person, address, view.log(), view.begin(), view.position());
        }
    }

    private static @Nullable Mask mask(Rights rights, LogId log, LogSource source) {
        return rights.mask(source.host(), log.source(), source.charset());
    }

    /**
     * The configuration may have changed: a view of what is not in it any more, or not for this person, ends; what is to be hidden is
     * hidden from now on.
     */
    void recheck(View view) {
        Catalog now = catalog.get();
        try {
            now.resolve(view.log());
        } catch (LogException e) {
            end(
                    view,
                    e.failure() == FailureCode.NOT_FOUND ? FailureCode.NOT_FOUND : FailureCode.FORBIDDEN,
                    "The configuration has changed: " + e.getMessage());
            return;
        }
        try {
            Rights rights = rights();
            view.mask(mask(rights, view.log(), now.resolve(view.log(), rights)));
        } catch (LogException e) {
            if (!view.done()) {
                audit.withdrawn(person, address, view.log(), "No role of theirs allows to view it any more.");
            }
            end(
                    view,
                    FailureCode.FORBIDDEN,
                    "You may not view '" + view.log().source() + "' on host '"
                            + view.log().host() + "' any more: the rights in the configuration have changed.");
        }
    }

    private static void end(View view, FailureCode failure, String message) {
        view.end(LogState.failed(new LogException(failure, message)));
    }
}
