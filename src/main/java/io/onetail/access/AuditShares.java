package io.onetail.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Divides the audit's store among people. The store is bounded, so each new event pushes out an old one: each person
 * has a share, and everybody who has not signed in shares one. Events beyond a share are counted, and reported together
 * in one event. Safe for any thread.
 */
final class AuditShares {
    private static final double MINUTE = 60e9;

    @GuardedBy("this")
    private final Map<ShareKey, PersonShare> shares = new HashMap<>();

    /** Kinds of events. Each has shares of its own, so that none pushes out another. */
    enum AuditKind {
        REFUSAL("refused", "refusals", 60, MINUTE),
        FAILED_SIGN_IN("sign-in-failed", "sign-ins that failed", 60, MINUTE),
        /** Anything that was done. A page that reconnects may open hundreds of views at once. */
        DEED("more", "events", 1_000, MINUTE / 10);

        private final String event;
        private final String several;
        private final double most;
        private final double interval;

        /**
         * @param event name of the event that reports the total
         * @param several the kind in words, plural
         * @param most size of a share, in events
         * @param interval nanoseconds after which a share grows by one event
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
     * The number of events that are not in the store.
     *
     * @param person null for everybody who has not signed in
     */
    record UnstoredEvents(AuditKind kind, @Nullable Person person, int count) {}

    /** @return whether the event may go into the store; counted if not */
    synchronized boolean take(AuditKind kind, @Nullable Person person, long now) {
        PersonShare share = shares.computeIfAbsent(
                new ShareKey(kind, person == null ? null : person.name()), key -> new PersonShare(kind, person, now));
        boolean may = share.untold == 0 && share.left.take(now); // keeps the order: the total is reported first
        if (!may) {
            share.untold++;
        }
        return may;
    }

    /** Takes the totals that are due, each at the price of one event. Drops shares that have become full again. */
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
