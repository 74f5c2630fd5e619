package io.onetail.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of the audit's store is whose. The store is bounded, so whoever adds to it pushes out what is older: each person has a share of
 * their own, and all who are not known have one together. What is beyond it is counted, and told in one event. Safe for any thread.
 */
final class AuditShares {
    private static final double MINUTE = 60e9;

    @GuardedBy("this")
    private final Map<ShareKey, PersonShare> shares = new HashMap<>();

    /** What each has a share of its own for, so that none pushes out another. */
    enum AuditKind {
        REFUSAL("refused", "refusals", 60, MINUTE),
        FAILED_SIGN_IN("sign-in-failed", "sign-ins that failed", 60, MINUTE),
        /** Whatever was done: a page that comes back may open hundreds of views at once. */
        DEED("more", "events", 1_000, MINUTE / 10);

        private final String event;
        private final String several;
        private final double most;
        private final double interval;

        /**
         * @param event of the sum
         * @param interval nanoseconds after which there is one more
         */
        AuditKind(String event, String several, double most, double interval) {
            this.event = event;
            this.several = several;
            this.most = most;
            this.interval = interval;
        }

        String event() {
            return event;
        }

        String several() {
            return several;
        }
    }

    private record ShareKey(AuditKind kind, @Nullable String name) {}

    private static final class PersonShare {
        final @Nullable Person person;
        final TokenBucket left;
        int untold;

        PersonShare(AuditKind kind, @Nullable Person person, long now) {
            this.person = person;
            this.left = new TokenBucket(kind.most, kind.interval, now);
        }
    }

    /**
     * Events that are not in the store.
     *
     * @param person null for all who are not known
     */
    record UnstoredEvents(AuditKind kind, @Nullable Person person, int count) {}

    /** @return whether the event may go into the store; counted if not */
    synchronized boolean take(AuditKind kind, @Nullable Person person, long now) {
        PersonShare share = shares.computeIfAbsent(
                new ShareKey(kind, person == null ? null : person.name()), key -> new PersonShare(kind, person, now));
        boolean may = share.untold == 0 && share.left.take(now); // in order: what is counted is told first
        if (!may) {
            share.untold++;
        }
        return may;
    }

    /** What is to be told now, at the price of one event each. Forgets who has added nothing for long. */
    synchronized List<UnstoredEvents> rests(long now) {
        List<UnstoredEvents> rests = new ArrayList<>();
        shares.forEach((key, share) -> {
            if (share.untold > 0 && share.left.take(now)) {
                rests.add(new UnstoredEvents(key.kind, share.person, share.untold));
                share.untold = 0;
            }
        });
        shares.values().removeIf(share -> share.untold == 0 && share.left.isFull(now));
        return rests;
    }
}
