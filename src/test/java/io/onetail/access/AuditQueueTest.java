package io.onetail.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.tail.Journal.JournalException;
import io.onetail.testing.LoggedLines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditQueueTest {
    private final List<String> stored = new ArrayList<>();
    private boolean away;
    private final AuditQueue trail = new AuditQueue(some -> {
        if (away) {
            throw new JournalException("Redis is away", "Redis is away.", new IllegalStateException());
        }
        stored.addAll(some);
    });

    @Test
    void eventsAreHandedOnInTheirOrder() {
        for (int i = 0; i < 500; i++) {
            trail.add("e" + i);
        }
        trail.drain();
        assertEquals(500, stored.size());
        assertEquals("e499", stored.get(499));
        trail.drain();
        assertEquals(500, stored.size());
    }

    @Test
    void whatCameTooFastIsSaidThoughRedisWasThere() {
        try (LoggedLines logged = LoggedLines.of("io.onetail.access")) {
            for (int i = 0; i < 10_007; i++) {
                trail.add("e" + i);
            }
            trail.drain();
            trail.drain();
            assertEquals(
                    List.of("Audit events arrive faster than Redis takes them; 7 are in the server's log only."),
                    logged.lines());
        }
    }

    @Test
    void whileRedisIsAwayTheyWaitUpToABound() {
        away = true;
        trail.add("first");
        trail.drain();
        for (int i = 0; i < 20_000; i++) {
            trail.add("e" + i);
        }
        trail.drain();
        away = false;
        trail.drain();
        assertEquals("first", stored.get(0));
        assertEquals("e0", stored.get(1));
        assertEquals(10_001, stored.size());
    }
}
