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
 * Opens views for one person as far as their rights allow, and ends them when the rights change. Determines the current
 * rights each time, before anything is done for the log, and counts the person's views. Safe for any thread.
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

    /** @param person null if nobody has signed in */
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

    /**
     * Opens a view.
     *
     * @throws LogException if the log does not exist or the person may not view it, in the same words, or a limit is reached
     */
    View open(ClientMessage.OpenView asked, Runnable wake) throws LogException {
        if (person != null) {
            people.seen(person);
            String tooFast = quota.takeOpening(person);
            if (tooFast != null) { // not recorded, since a flood would fill the audit
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

    /** Closes a view. May be called twice. */
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
     * Applies a change of the configuration to a view: it ends if its log is not configured any more or the person may
     * not view it any more, and its mask is replaced.
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
                audit.withdrawn(
                        person, address, view.log(), "None of their roles allows the action 'view' on it any more.");
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
