package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.tail.Journal.JournalException;
import io.onetail.testing.LoggedLines;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageLoggerTest {
    private static final String NAME = OutageLoggerTest.class.getName();

    private final LoggedLines log = LoggedLines.of(NAME);
    private long now;
    private final OutageLogger outage = new OutageLogger(System.getLogger(NAME), () -> now);

    @AfterEach
    void end() {
        log.close();
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void whatFlapsIsSaidOnceAndOverOnlyWhenItHasHeld() {
        for (int i = 0; i < 10; i++) {
            outage.down("", "It is refused.");
            pass(2);
            outage.up("", "It works again.");
            pass(2);
        }
        assertEquals(List.of("It is refused."), log.lines());
        pass(5);
        outage.look();
        assertEquals(List.of("It is refused.", "It works again."), log.lines());
        outage.down("", "It is refused again.");
        assertEquals(3, log.lines().size());
    }

    @Test
    void whatLastsIsSaidAgainLessAndLessOften() {
        for (int i = 0; i < 3600; i++) {
            outage.down("", "It is refused.");
            pass(1);
        }
        assertEquals(
                List.of(
                        "It is refused.",
                        "It is refused. (for 1 minutes so far)",
                        "It is refused. (for 3 minutes so far)",
                        "It is refused. (for 7 minutes so far)",
                        "It is refused. (for 15 minutes so far)",
                        "It is refused. (for 31 minutes so far)"),
                log.lines());
    }

    @Test
    void aHundredLogsThatMeetTheSameAreOneLineAndItIsOverWhenItIsForAllThatStillAsk() {
        CallOutages all = new CallOutages(System.getLogger(NAME), () -> now);
        for (int i = 0; i < 100; i++) {
            all.down("log " + i, new JournalException("log " + i + " failed at 10.0.0.5", "Redis is full.", null));
        }
        all.down("log 7", new JournalException("log 7 has another kind", "Redis holds something else.", null));
        assertEquals(List.of("log 0 failed at 10.0.0.5", "log 7 has another kind"), log.lines());
        for (int i = 0; i < 99; i++) { // the last one has lost its viewers
            all.up("log " + i);
        }
        pass(6);
        all.up("log 7");
        assertEquals(3, log.lines().size());
        assertEquals("This is over: Redis holds something else.", log.lines().get(2));
        pass(OutageLogger.FORGOTTEN.toSeconds());
        all.up("log 1");
        pass(6);
        all.up("log 1");
        assertEquals("This is over: Redis is full.", log.lines().get(3));
    }
}
