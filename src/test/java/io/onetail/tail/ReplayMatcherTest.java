package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayMatcherTest {
    private static final String A = "10:00:01 a\n";
    private static final String B = "10:00:02 b\n";
    private static final String C = "10:00:03 c\n";

    private static int known(String said, String heard) {
        return ReplayMatcher.known(said.getBytes(StandardCharsets.UTF_8), heard.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theFirstLinesThatAreTheLastOnesAreKnown() {
        assertEquals((B + C).length(), known(A + B + C, B + C));
        assertEquals((B + C).length(), known(A + B + C, B + C + "10:00:04 d\n"));
        assertEquals((A + B + C).length(), known(A + B + C, A + B + C));
        assertEquals(C.length(), known(A + B + C, C));
    }

    @Test
    void aReplayThatBeginsBeforeWhatIsKeptIsKnown() {
        assertEquals((A + B + C).length(), known(B + C, A + B + C));
    }

    @Test
    void aLineThatWasCutIsKnownAsFarAsItCame() {
        assertEquals((B + "10:00:03").length(), known(A + B + "10:00:03", B + C));
    }

    @Test
    void whatIsNewIsNotKnown() {
        assertEquals(-1, known(A + B, C));
        assertEquals(-1, known(A + B + C, A + C));
        assertEquals(-1, known("", A));
        assertEquals(-1, known(A, ""));
    }

    @Test
    void withoutATimeNothingCanBeTold() {
        assertEquals(-1, known("tick 1\ntick 2\n", "tick 2\ntick 3\n"));
        assertEquals(-1, known("OK\nOK\n", "OK\n"));
    }

    @Test
    void whatOnlyLooksLikeATimeIsNone() {
        for (String line : List.of(
                "OK 10.0.0.1:8080",
                "12:30 ping ok",
                "00:1b:2c:a1:23:45 up",
                "12:34:56:78:90:12 up",
                "fe80::10:20:30:40 up",
                "10:20:30ab::1 up",
                "order 0123456789",
                "order 12345678901",
                "call 4930123456")) {
            assertEquals(-1, known(line + "\n", line + "\n"), line);
        }
    }

    @Test
    void timesOfManyKindsAreTold() {
        for (String line : List.of(
                "2026-11-24T10:00:01.5Z a",
                "Nov 24 10:00:01 web a",
                "[24/Nov/2026:10:00:01 +0000] a",
                "1764000000.123 a",
                "{\"time\":1764000000123}")) {
            assertEquals(line.length() + 1, known(line + "\n", line + "\n"), line);
        }
    }

    @Test
    void linesThatAreAlikeCannotBeTold() {
        assertEquals(-1, known(A + B + B, B + B + C));
    }

    @Test
    void pausesGrowAndBeginAgainAfterALongRun() {
        RerunBackoff pace = new RerunBackoff();
        long[] seconds = {2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
        for (long wait : seconds) {
            assertEquals(Duration.ofSeconds(wait), pace.next(Duration.ofSeconds(1)));
        }
        assertEquals(Duration.ofSeconds(2), pace.next(Duration.ofMinutes(2)));
    }
}
