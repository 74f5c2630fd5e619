package io.onetail.access;

import static io.onetail.access.AccessFixture.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final LogId LOG = new LogId("web-1", "/var/log/a.log");

    private final List<String> events = new ArrayList<>();
    private final AuditLog audit =
            new AuditLog(Clock.fixed(Instant.parse("2026-11-24T10:00:00.123456Z"), ZoneOffset.UTC), events::add);

    private String last() {
        return events.get(events.size() - 1);
    }

    @Test
    void eachEventIsOneJsonObjectOnOneLine() {
        Person alice = person("alice", "b", "a");
        audit.signedIn(alice, "10.0.0.5");
        assertEquals(
                "{\"at\":\"2026-11-24T10:00:00.123Z\",\"event\":\"sign-in\",\"user\":\"alice\","
                        + "\"address\":\"10.0.0.5\",\"groups\":[\"a\",\"b\"]}",
                last());
        audit.viewing(alice, "10.0.0.5", LOG, new StartFrom.FromLastLines(200), true);
        assertEquals(
                "{\"at\":\"2026-11-24T10:00:00.123Z\",\"event\":\"view\",\"user\":\"alice\","
                        + "\"address\":\"10.0.0.5\",\"host\":\"web-1\",\"source\":\"/var/log/a.log\","
                        + "\"from\":{\"last\":200},\"masked\":true}",
                last());
        audit.viewed(alice, "10.0.0.5", LOG, new Position(1, 10), new Position(2, 5));
        assertTrue(
                last().endsWith("\"from\":{\"generation\":1,\"offset\":10},\"to\":{\"generation\":2,\"offset\":5}}"),
                last());
        audit.viewed(null, RequestPrincipal.HERE, LOG, null, null);
        assertTrue(last().contains("\"user\":null,\"address\":\"this machine\""), last());
        audit.downloading(alice, "10.0.0.5", LOG, new AuditLog.AuditedRange("8:1", 0, 5, true));
        assertTrue(
                last().endsWith("\"event\":\"download\",\"user\":\"alice\",\"address\":\"10.0.0.5\",\"host\":\"web-1\","
                        + "\"source\":\"/var/log/a.log\",\"file\":\"8:1\",\"from\":{\"offset\":0},"
                        + "\"to\":{\"offset\":5},\"masked\":true}"),
                last());
        audit.downloaded(alice, "10.0.0.5", LOG, new AuditLog.AuditedRange("8:1", 0, 3, true));
        assertTrue(last().contains("\"event\":\"downloaded\""), last());
        audit.searched(alice, "10.0.0.5", LOG, new AuditLog.AuditedRange("8:1", 0, 3, false), 2);
        assertTrue(last().contains("\"event\":\"search\""), last());
        assertTrue(last().contains("\"hits\":2,\"file\":\"8:1\""), last());
        audit.signedOut(alice, "10.0.0.5", "They have signed out.");
        audit.withdrawn(alice, "10.0.0.5", LOG, "No role.");
        audit.refused(null, "10.0.0.6", "api/hosts", "No.");
        assertTrue(last().endsWith("\"what\":\"api/hosts\",\"reason\":\"No.\"}"), last());
        assertEquals(10, events.size());
    }

    @Test
    void strangersCannotPushOutWhatOthersDid() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
        AuditLog busy = new AuditLog(new ManualClock(now), events::add);
        for (int i = 0; i < 10_000; i++) {
            busy.refused(null, "192.0.2.9", "", "No.");
        }
        assertEquals(60, events.size());
        busy.refused(person("alice"), "10.0.0.5", "api/hosts", "No.");
        assertEquals(61, events.size());
        busy.sweep();
        assertEquals(61, events.size());
        now.set(now.get().plusSeconds(61));
        busy.sweep();
        assertTrue(last().contains("\"9940 more refusals; each"), last());
        now.set(now.get().plusSeconds(86_400));
        busy.sweep();
        assertEquals(62, events.size());
    }

    @Test
    void nobodyPushesOutWhatOthersDid() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
        AuditLog busy = new AuditLog(new ManualClock(now), events::add);
        for (int i = 0; i < 3_000; i++) {
            busy.refused(person("eve"), "10.0.0.6", "api/audit", "No role.");
            busy.refused(person("eve"), "10.0.0.6", "view", LOG, "No role.");
            busy.viewing(person("eve"), "10.0.0.6", LOG, new StartFrom.FromEnd(), false);
            busy.viewed(person("eve"), "10.0.0.6", LOG, null, null);
            busy.signInFailed("root", "192.0.2.9", "No.");
        }
        assertEquals(60 + 1_000 + 60, events.size());
        busy.viewing(person("alice"), "10.0.0.5", LOG, new StartFrom.FromEnd(), false);
        busy.refused(person("alice"), "10.0.0.5", "api/audit", "No role.");
        busy.refused(null, "192.0.2.9", "", "No.");
        assertEquals(60 + 1_000 + 60 + 3, events.size());
        events.clear();
        now.set(now.get().plusSeconds(60));
        busy.sweep();
        assertEquals(3, events.size());
        String all = events.toString();
        for (String sum : List.of(
                "\"event\":\"refused\",\"user\":\"eve\",\"address\":\"\",\"what\":\"\",\"reason\":\"5940 more refusals; each",
                "\"event\":\"more\",\"user\":\"eve\",\"address\":\"\",\"what\":\"\",\"reason\":\"5000 more events; each",
                "\"event\":\"sign-in-failed\",\"user\":null,\"address\":\"\",\"what\":\"\",\"reason\":\"2940 more sign-ins that")) {
            assertTrue(all.contains(sum), all);
        }
    }

    @Test
    void aSignInThatFailsIsRecordedWithWhoItClaimedToBe() {
        audit.signInFailed("carla\u202e", "192.0.2.9", "The password is wrong.");
        assertTrue(
                last().endsWith("\"event\":\"sign-in-failed\",\"user\":null,\"address\":\"192.0.2.9\","
                        + "\"claimed\":\"carla\\u202e\",\"reason\":\"The password is wrong.\"}"),
                last());
        audit.signInFailed(null, "192.0.2.9", "No.");
        assertTrue(last().contains("\"claimed\":null"), last());
    }

    /** A clock that the test moves. */
    private static final class ManualClock extends Clock {
        private final AtomicReference<Instant> now;

        ManualClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    @Test
    void whatSomebodyElseHasChosenStaysOnItsLineAndIsBounded() {
        audit.refused(
                person("eve"),
                "10.0.0.5",
                "view",
                new LogId("h\r\n", "/" + "x".repeat(5_000)),
                "\u0000\u001b[31m\u009b31m\u2028");
        assertFalse(last().contains("\n"), last());
        assertFalse(last().contains("\u001b"), last());
        assertTrue(last().contains("\\u009b31m\\u2028\"}"), last());
        assertTrue(last().length() < 1_500);
    }
}
