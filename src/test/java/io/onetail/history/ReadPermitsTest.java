package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadPermitsTest {
    private final ReadPermits readPermits = new ReadPermits(new HistorySettings(2, 3, 1, 1, Duration.ofSeconds(1)));

    @Test
    void soManyAreGivenOnEachHostAndInAll() {
        assertTrue(readPermits.take("a"));
        assertTrue(readPermits.take("a"));
        assertFalse(readPermits.take("a"));
        assertTrue(readPermits.take("b"));
        assertFalse(readPermits.take("c"));
        readPermits.leave("a");
        assertTrue(readPermits.take("c"));
        assertFalse(readPermits.take("a"));
        readPermits.leave("c");
        assertTrue(readPermits.take("a"));
    }
}
