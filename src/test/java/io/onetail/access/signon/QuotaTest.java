package io.onetail.access.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private static final Person ANNA = new Person("anna", "Anna", Set.of());
    private static final Person ANNA_IN_OTHER_GROUPS = new Person("anna", "Anna", Set.of("ops"));
    private static final Person BEN = new Person("ben", "Ben", Set.of());

    private final AtomicLong nanos = new AtomicLong();
    private final Quota quota = new Quota(new UserLimits(2, 3, 2, 1, 5), nanos::get);

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
            assertNull(quota.open(ANNA));
        }
        assertTrue(quota.open(ANNA).contains("3 views"));
        quota.close(ANNA);
        assertNull(quota.open(ANNA));
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
            assertNull(quota.request(ANNA), "request " + i);
        }
        assertTrue(quota.request(ANNA).contains("5 requests a second"));
        assertNull(quota.request(BEN));
        nanos.addAndGet(1_000_000_000L);
        for (int i = 0; i < 5; i++) {
            assertNull(quota.request(ANNA));
        }
        assertNotNull(quota.request(ANNA));
    }

    @Test
    void allViewsMayBeOpenedTwiceAtOnceAndThenSoManyASecond() {
        for (int i = 0; i < 6; i++) {
            assertNull(quota.opening(ANNA), "view " + i);
        }
        assertTrue(quota.opening(ANNA).contains("5 views a second"));
        assertNull(quota.opening(BEN));
        assertNull(quota.request(ANNA));
        nanos.addAndGet(1_000_000_000L);
        for (int i = 0; i < 5; i++) {
            assertNull(quota.opening(ANNA));
        }
        assertNotNull(quota.opening(ANNA));
        quota.sweep();
        assertNotNull(quota.opening(ANNA));
    }

    @Test
    void whoHasNothingOpenIsForgottenAndNobodyElse() {
        quota.connect(ANNA);
        quota.request(BEN);
        nanos.addAndGet(60_000_000_000L);
        quota.sweep();
        quota.connect(ANNA);
        assertEquals(false, quota.connect(ANNA));
    }
}
