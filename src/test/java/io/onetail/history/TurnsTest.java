package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns(new HistorySettings(2, 3, 1, 1, Duration.ofSeconds(1)));

    @Test
    void soManyAreGivenOnEachHostAndInAll() {
        assertTrue(turns.take("a"));
        assertTrue(turns.take("a"));
        assertFalse(turns.take("a"));
        assertTrue(turns.take("b"));
        assertFalse(turns.take("c"));
        turns.leave("a");
        assertTrue(turns.take("c"));
        assertFalse(turns.take("a"));
        turns.leave("c");
        assertTrue(turns.take("a"));
    }
}
