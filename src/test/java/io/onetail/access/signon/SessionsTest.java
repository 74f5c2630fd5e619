package io.onetail.access.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import io.onetail.access.signon.Session.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Person ANNA = new Person("anna", "Anna", Set.of("ops"));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // a clock may wrap around
    private final Sessions sessions =
            Sessions.fromLogin(new SessionSettings(Duration.ofHours(8), Duration.ofMinutes(30)), 3, nanos::get);
    private final List<String> closed = new ArrayList<>();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aSessionIsFoundByItsNameAlone() {
        Session session = sessions.begin(ANNA, Grant.NONE);
        assertSame(session, sessions.find(session.id(), true));
        assertNull(sessions.find(session.id() + "x", true));
        assertEquals(43, session.id().length()); // 256 bits
        assertNotEquals(session.id(), sessions.begin(ANNA, Grant.NONE).id());
        assertFalse(session.toString().contains(session.id()));
    }

    @Test
    void ofTooManySessionsOfOnePersonTheOneEndsThatWasNotUsedForLongest() {
        Session first = sessions.begin(ANNA, Grant.NONE);
        pass(Duration.ofSeconds(1));
        Session second = sessions.begin(ANNA, Grant.NONE);
        assertTrue(sessions.attach(second, closed::add));
        pass(Duration.ofSeconds(1));
        Session third = sessions.begin(ANNA, Grant.NONE);
        pass(Duration.ofSeconds(1));
        sessions.find(first.id(), true);
        Session others = sessions.begin(new Person("ben", "Ben", Set.of()), Grant.NONE);
        assertEquals(List.of(), closed);

        Session fourth = sessions.begin(new Person("anna", "Anna by another name", Set.of()), Grant.NONE);
        assertNull(sessions.find(second.id(), true));
        assertEquals(1, closed.size());
        assertTrue(closed.get(0).contains("more than 3 times"), closed.get(0));
        for (Session left : List.of(first, third, fourth, others)) {
            assertSame(left, sessions.find(left.id(), true));
        }
        for (int i = 0; i < 100; i++) {
            sessions.begin(ANNA, Grant.NONE);
        }
        assertEquals(4, sessions.size());
    }

    @Test
    void whatIsYoungerThanALookAtItsPersonOutlastsThat() {
        Sessions known = Sessions.ofKnownPeople(Duration.ofMinutes(10), nanos::get);
        Session first = known.of(ANNA);
        assertTrue(known.attach(first, closed::add));
        pass(Duration.ofMinutes(9));
        long begun = nanos.get();
        pass(Duration.ofMinutes(1));
        known.sweep();
        String reason = closed.get(0);
        Session second = known.successor(first, reason, begun);
        assertSame(known.of(ANNA), second);
        assertNull(known.successor(first, "You have signed out.", begun));
        pass(Duration.ofMinutes(9));
        assertNull(known.successor(first, reason, begun), "it has become older");
        assertNull(sessions.successor(sessions.begin(ANNA, Grant.NONE), reason, nanos.get()), "after a login");
    }

    @Test
    void itsWebSocketsCloseWhenNobodyHasUsedItForLong() {
        Session session = sessions.begin(ANNA, Grant.NONE);
        assertTrue(sessions.attach(session, closed::add));
        pass(Duration.ofMinutes(29));
        sessions.find(session.id(), true);
        pass(Duration.ofMinutes(29));
        sessions.sweep();
        assertEquals(List.of(), closed);

        sessions.find(session.id(), false); // no sign of a person
        pass(Duration.ofMinutes(1));
        sessions.sweep();

        assertEquals(List.of("Your session has ended because nobody used it; sign in again."), closed);
        assertNull(sessions.find(session.id(), true));
        assertEquals(0, sessions.size());
    }

    @Test
    void itEndsAtItsDeadlineHoweverMuchItIsUsed() {
        Session session = sessions.begin(ANNA, Grant.NONE);
        sessions.attach(session, closed::add);
        for (int i = 0; i < 31; i++) {
            pass(Duration.ofMinutes(15));
            assertSame(session, sessions.find(session.id(), true));
        }
        pass(Duration.ofMinutes(15));
        assertNull(sessions.find(session.id(), true), "a request may come before the next sweep");
        assertEquals(List.of("Your session has lasted as long as it may; sign in again."), closed);
    }

    @Test
    void aWebSocketThatComesTooLateIsTurnedAwayAndOneThatHasGoneIsNotClosed() {
        Session session = sessions.begin(ANNA, Grant.NONE);
        Session.LiveSocket gone = closed::add;
        sessions.attach(session, gone);
        sessions.detach(session, gone);
        sessions.end(session, "Over.");
        sessions.end(session, "Over again.");
        assertFalse(sessions.attach(session, closed::add));
        assertEquals(List.of(), closed);
    }

    @Test
    void oneWebSocketThatFailsDoesNotKeepTheOthersOpen() {
        Session session = sessions.begin(ANNA, Grant.NONE);
        sessions.attach(session, reason -> {
            throw new IllegalStateException("stuck");
        });
        sessions.attach(session, closed::add);
        sessions.attach(session, reason -> {
            throw new IllegalStateException("stuck too");
        });
        sessions.end(session, "Over.");
        assertEquals(List.of("Over."), closed);
    }

    @Test
    void allThatFitAreEnded() {
        Session one = sessions.begin(ANNA, new Grant("sub-1", "sid-1", null));
        Session other = sessions.begin(ANNA, new Grant("sub-1", "sid-2", null));
        sessions.attach(one, closed::add);
        sessions.attach(other, closed::add);
        assertEquals(
                List.of(one),
                sessions.endAll(session -> "sid-1".equals(session.grant().sid()), "Out."));
        assertEquals(List.of("Out."), closed);
        assertSame(other, sessions.find(other.id(), true));
    }

    @Test
    void whoIsKnownWithoutLoginHasOneSessionUntilItIsCheckedAgain() {
        Sessions known = Sessions.ofKnownPeople(Duration.ofMinutes(10), nanos::get);
        Session session = known.of(ANNA);
        known.attach(session, closed::add);
        assertSame(session, known.of(new Person("anna", "Anna", Set.of("ops"))));
        assertNotSame(
                session, known.of(new Person("anna", "Anna", Set.of("ops", "admins"))), "other groups, other rights");
        pass(Duration.ofMinutes(10));
        known.sweep();
        assertEquals(List.of("It is checked whether you are still signed in."), closed);
        assertNotSame(session, known.of(ANNA));
    }
}
