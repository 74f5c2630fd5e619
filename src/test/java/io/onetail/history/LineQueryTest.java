package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import org.junit.jupiter.api.Test;

class LineQueryTest {
    private static final SearchScheduler.SearchWork WORK =
            new SearchScheduler(1, System::nanoTime, time -> {}).of("somebody");

    private static void refused(String text, boolean regex, String why) {
        LogException e = assertThrows(LogException.class, () -> LineQuery.of(text, regex));
        assertEquals(FailureCode.BAD_REQUEST, e.failure());
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    @Test
    void aTextIsTakenAsItIs() throws Exception {
        assertEquals(2, LineQuery.of("a.*[b", false).find("x a.*[b y", WORK));
        assertEquals(2, LineQuery.of("a.*b", true).find("x a--b y", WORK));
        assertEquals(-1, LineQuery.of("a.*b", false).find("x a--b y", WORK));
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("", false, "it is empty");
        refused("a\nb", false, "it contains a line feed");
        refused("x".repeat(1_001), false, "it has 1001 characters, expected at most 1000");
        refused("x".repeat(1_001), true, "it has 1001 characters, expected at most 1000");
        refused("(a", true, "missing closing )");
        refused("(a)\\1", true, "invalid escape sequence");
        refused("a(?=b)", true, "invalid or unsupported Perl syntax");
        refused("a*", true, "it matches the empty text");
        refused("((a{100}){100}){100}", true, "use fewer or shorter repetitions");
    }
}
