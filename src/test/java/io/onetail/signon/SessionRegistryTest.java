package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import io.onetail.signon.UserSession.ProviderSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private static final Person ANNA = new Person("anna", "Anna", Set.of("ops"));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // a clock may wrap around
    private final SessionRegistry sessionRegistry =
            SessionRegistry.fromLogin(new SessionSettings(Duration.ofHours(8), Duration.ofMinutes(30)), 3, nanos::get);
    private final List<String> closed = new ArrayList<>();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aSessionIsFoundByItsNameAlone() {
        UserSession session = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        assertSame(session, sessionRegistry.find(session.id(), true));
        assertNull(sessionRegistry.find(session.id() + "x", true));
        assertEquals(43, session.id().length()); // 256 bits
        assertNotEquals(
                session.id(), sessionRegistry.begin(ANNA, ProviderSession.NONE).id());
        assertFalse(session.toString().contains(session.id()));
    }

    @Test
    void ofTooManySessionsOfOnePersonTheOneEndsThatWasNotUsedForLongest() {
        UserSession first = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        pass(Duration.ofSeconds(1));
        UserSession second = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        assertTrue(sessionRegistry.attach(second, closed::add));
        pass(Duration.ofSeconds(1));
        UserSession third = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        pass(Duration.ofSeconds(1));
        sessionRegistry.find(first.id(), true);
        UserSession others = sessionRegistry.begin(new Person("ben", "Ben", Set.of()), ProviderSession.NONE);
        assertEquals(List.of(), closed);

        UserSession fourth =
                sessionRegistry.begin(new Person("anna", "Anna by another name", Set.of()), ProviderSession.NONE);
        assertNull(sessionRegistry.find(second.id(), true));
        assertEquals(1, closed.size());
        assertTrue(closed.get(0).contains("more than 3 times"), closed.get(0));
        for (UserSession left : List.of(first, third, fourth, others)) {
            assertSame(left, sessionRegistry.find(left.id(), true));
        }
        for (int i = 0; i < 100; i++) {
            sessionRegistry.begin(ANNA, ProviderSession.NONE);
        }
        assertEquals(4, sessionRegistry.size());
    }

    @Test
    void whatIsYoungerThanALookAtItsPersonOutlastsThat() {
        SessionRegistry known = SessionRegistry.ofKnownPeople(Duration.ofMinutes(10), nanos::get);
        UserSession first = known.of(ANNA);
        assertTrue(known.attach(first, closed::add));
        pass(Duration.ofMinutes(9));
        long begun = nanos.get();
        pass(Duration.ofMinutes(1));
        known.sweep();
        String reason = closed.get(0);
        UserSession second = known.successor(first, reason, begun);
        assertSame(known.of(ANNA), second);
        assertNull(known.successor(first, "You have signed out.", begun));
        pass(Duration.ofMinutes(9));
        assertNull(known.successor(first, reason, begun), "it has become older");
        assertNull(
                sessionRegistry.successor(sessionRegistry.begin(ANNA, ProviderSession.NONE), reason, nanos.get()),
                "after a login");
    }

    @Test
    void itsWebSocketsCloseWhenNobodyHasUsedItForLong() {
        UserSession session = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        assertTrue(sessionRegistry.attach(session, closed::add));
        pass(Duration.ofMinutes(29));
        sessionRegistry.find(session.id(), true);
        pass(Duration.ofMinutes(29));
        sessionRegistry.sweep();
        assertEquals(List.of(), closed);

        sessionRegistry.find(session.id(), false); // not a sign of the person
        pass(Duration.ofMinutes(1));
        sessionRegistry.sweep();

        assertEquals(List.of("Your session has ended because nobody used it; sign in again."), closed);
        assertNull(sessionRegistry.find(session.id(), true));
        assertEquals(0, sessionRegistry.size());
    }

    @Test
    void itEndsAtItsDeadlineHoweverMuchItIsUsed() {
        UserSession session = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        sessionRegistry.attach(session, closed::add);
        for (int i = 0; i < 31; i++) {
            pass(Duration.ofMinutes(15));
            assertSame(session, sessionRegistry.find(session.id(), true));
        }
        pass(Duration.ofMinutes(15));
        assertNull(sessionRegistry.find(session.id(), true), "a request may come before the next sweep");
        assertEquals(List.of("Your session has reached its maximum length; sign in again."), closed);
    }

    @Test
    void aWebSocketThatComesTooLateIsTurnedAwayAndOneThatHasGoneIsNotClosed() {
        UserSession session = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        UserSession.LiveSocket gone = closed::add;
        sessionRegistry.attach(session, gone);
        sessionRegistry.detach(session, gone);
        sessionRegistry.end(session, "Over.");
        sessionRegistry.end(session, "Over again.");
        assertFalse(sessionRegistry.attach(session, closed::add));
        assertEquals(List.of(), closed);
    }

    @Test
    void oneWebSocketThatFailsDoesNotKeepTheOthersOpen() {
        UserSession session = sessionRegistry.begin(ANNA, ProviderSession.NONE);
        sessionRegistry.attach(session, reason -> {
            throw new IllegalStateException("stuck");
        });
        sessionRegistry.attach(session, closed::add);
        sessionRegistry.attach(session, reason -> {
            throw new IllegalStateException("stuck too");
        });
        sessionRegistry.end(session, "Over.");
        assertEquals(List.of("Over."), closed);
    }

    @Test
    void allThatFitAreEnded() {
        UserSession one = sessionRegistry.begin(ANNA, new ProviderSession("sub-1", "sid-1", null));
        UserSession other = sessionRegistry.begin(ANNA, new ProviderSession("sub-1", "sid-2", null));
        sessionRegistry.attach(one, closed::add);
        sessionRegistry.attach(other, closed::add);
        assertEquals(
                List.of(one),
                sessionRegistry.endAll(
                        session -> "sid-1".equals(session.providerSession().sid()), "Out."));
        assertEquals(List.of("Out."), closed);
        assertSame(other, sessionRegistry.find(other.id(), true));
    }

    @Test
    void whoIsKnownWithoutLoginHasOneSessionUntilItIsCheckedAgain() {
        SessionRegistry known = SessionRegistry.ofKnownPeople(Duration.ofMinutes(10), nanos::get);
        UserSession session = known.of(ANNA);
        known.attach(session, closed::add);
        assertSame(session, known.of(new Person("anna", "Anna", Set.of("ops"))));
        assertNotSame(
                session, known.of(new Person("anna", "Anna", Set.of("ops", "admins"))), "other groups, other rights");
        pass(Duration.ofMinutes(10));
        known.sweep();
        assertEquals(List.of("Checking whether you are still signed in."), closed);
        assertNotSame(session, known.of(ANNA));
    }
}
