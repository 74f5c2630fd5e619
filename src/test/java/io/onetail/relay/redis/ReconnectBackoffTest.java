package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReconnectBackoffTest {
    @Test
    void theWaitGrowsFromAFifthOfASecondToTwoSeconds() {
        ReconnectBackoff backoff = new ReconnectBackoff();
        between(150, 250, backoff.next());
        between(225, 375, backoff.next());
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        between(1500, 2500, backoff.next());
    }

    @Test
    void aConnectionThatDidNotLastDoesNotStartItAgain() {
        ReconnectBackoff backoff = new ReconnectBackoff();
        for (int i = 0; i < 20; i++) {
            backoff.connected();
            backoff.lost();
            backoff.next();
        }
        between(1500, 2500, backoff.next());
    }

    private static void between(long least, long most, long found) {
        assertTrue(found >= least && found <= most, () -> found + " is not from " + least + " to " + most);
    }
}
