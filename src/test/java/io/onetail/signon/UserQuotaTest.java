package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UserQuotaTest {
    private static final Person ANNA = new Person("anna", "Anna", Set.of());
    private static final Person ANNA_IN_OTHER_GROUPS = new Person("anna", "Anna", Set.of("ops"));
    private static final Person BEN = new Person("ben", "Ben", Set.of());

    private final AtomicLong nanos = new AtomicLong();
    private final UserQuota quota = new UserQuota(new UserLimits(2, 3, 2, 1, 5), nanos::get);

    @Test
    void connectionsAreCountedByPerson() {
        assertTrue(quota.connect(ANNA));
        assertTrue(quota.connect(ANNA_IN_OTHER_GROUPS));
        assertFalse(quota.connect(ANNA));
        assertTrue(quota.connectionRefusal(ANNA).contains("2 connections"));
        assertTrue(quota.connect(BEN));
        quota.disconnect(ANNA);
        assertNull(quota.connectionRefusal(ANNA));
        assertTrue(quota.connect(ANNA));
    }

    @Test
    void viewsAreCountedByPerson() {
        for (int i = 0; i < 3; i++) {
            assertNull(quota.beginView(ANNA));
        }
        assertTrue(quota.beginView(ANNA).contains("3 views"));
        quota.endView(ANNA);
        assertNull(quota.beginView(ANNA));
    }

    @Test
    void downloadsAndSearchesAreCountedByPerson() {
        assertNull(quota.beginRead(ANNA));
        assertNull(quota.beginRead(ANNA_IN_OTHER_GROUPS));
        assertTrue(quota.beginRead(ANNA).contains("2 downloads and searches"));
        assertNull(quota.beginRead(BEN));
        quota.endRead(ANNA);
        nanos.addAndGet(60_000_000_000L);
        quota.sweep();
        assertNull(quota.beginRead(ANNA));
        assertTrue(quota.beginRead(ANNA).contains("2 downloads and searches"));
    }

    @Test
    void aBurstIsServedAndThenSoManyASecond() {
        for (int i = 0; i < 50; i++) {
            assertNull(quota.takeRequest(ANNA), "request " + i);
        }
        assertTrue(quota.takeRequest(ANNA).contains("5 requests a second"));
        assertNull(quota.takeRequest(BEN));
        nanos.addAndGet(1_000_000_000L);
        for (int i = 0; i < 5; i++) {
            assertNull(quota.takeRequest(ANNA));
        }
        assertNotNull(quota.takeRequest(ANNA));
    }

    @Test
    void allViewsMayBeOpenedTwiceAtOnceAndThenSoManyASecond() {
        for (int i = 0; i < 6; i++) {
            assertNull(quota.takeOpening(ANNA), "view " + i);
        }
        assertTrue(quota.takeOpening(ANNA).contains("5 views a second"));
        assertNull(quota.takeOpening(BEN));
        assertNull(quota.takeRequest(ANNA));
        nanos.addAndGet(1_000_000_000L);
        for (int i = 0; i < 5; i++) {
            assertNull(quota.takeOpening(ANNA));
        }
        assertNotNull(quota.takeOpening(ANNA));
        quota.sweep();
        assertNotNull(quota.takeOpening(ANNA));
    }

    @Test
    void whoHasNothingOpenIsForgottenAndNobodyElse() {
        quota.connect(ANNA);
        quota.takeRequest(BEN);
        nanos.addAndGet(60_000_000_000L);
        quota.sweep();
        quota.connect(ANNA);
        assertEquals(false, quota.connect(ANNA));
    }
}
