package io.onetail.viewer;

import io.onetail.access.People;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.Rights;
import io.onetail.access.signon.Quota;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Source;
import io.onetail.mask.Mask;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.relay.Channels;
import io.onetail.relay.View;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one person into logs as far as their rights go, and out again when these have changed. Asks for the rights of the moment each
 * time, before anything is done for the log, and counts the views that they have. Safe for any thread.
 */
final class Admission {
    private final @Nullable Person person;
    private final Supplier<Catalog> catalog;
    private final Supplier<Policy> policy;
    private final Supplier<Channels> channels;
    private final People people;
    private final Quota quota;
    private final Set<View> counted = ConcurrentHashMap.newKeySet();

    /** @param person null if nobody is known */
    Admission(
            @Nullable Person person,
            Supplier<Catalog> catalog,
            Supplier<Policy> policy,
            Supplier<Channels> channels,
            People people,
            Quota quota) {
        this.person = person;
        this.catalog = catalog;
        this.policy = policy;
        this.channels = channels;
        this.people = people;
        this.quota = quota;
    }

    private Rights rights() {
        return policy.get().of(person);
    }

    /** @throws LogException if the log is not there, or not for this person, which is the same */
    View open(ClientMessage.Open open, Runnable wake) throws LogException {
        if (person != null) {
            people.seen(person);
        }
        LogId log = open.log();
        Rights rights = rights();
        Source source = catalog.get().resolve(log, rights);
        String refusal = person == null ? null : quota.open(person);
        if (refusal != null) {
            throw new LogException(Failure.LIMIT, refusal);
        }
        View view = channels.get()
                .open(open.view(), log, source.charset().name(), open.from(), mask(rights, log, source), wake);
        counted.add(view);
        return view;
    }

    /** May be called twice. */
    void close(View view) {
        channels.get().close(view);
        if (counted.remove(view) && person != null) {
            quota.close(person);
        }
    }

    private static @Nullable Mask mask(Rights rights, LogId log, Source source) {
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
                    e.failure() == Failure.NOT_FOUND ? Failure.NOT_FOUND : Failure.FORBIDDEN,
                    "The configuration has changed: " + e.getMessage());
            return;
        }
        try {
            Rights rights = rights();
            view.mask(mask(rights, view.log(), now.resolve(view.log(), rights)));
        } catch (LogException e) {
            end(
                    view,
                    Failure.FORBIDDEN,
                    "You may not view '" + view.log().source() + "' on host '"
                            + view.log().host() + "' any more: the rights in the configuration have changed.");
        }
    }

    private static void end(View view, Failure failure, String message) {
        view.end(LogState.failed(new LogException(failure, message)));
    }
}
