package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptsTest {
    @Test
    void everythingIsQuotedButTheQuoteItself() {
        assertEquals("'$(id) `id` \\ \" \n ; -n'", Scripts.quote("$(id) `id` \\ \" \n ; -n"));
        assertEquals("'it'\\''s'", Scripts.quote("it's"));
        assertEquals("''", Scripts.quote(""));
    }

    @Test
    void argumentsFollowTheScript() throws LogException {
        assertEquals("exec sh -c 'echo' onetail 'a b' 'c'", text(Scripts.command(false, "echo", "a b", "c")));
        assertEquals("sudo -n sh -c 'echo' onetail 'a'", text(Scripts.command(true, "echo", "a")));
    }

    private static String text(byte[] command) {
        return new String(command, StandardCharsets.UTF_8);
    }

    @Test
    void aNulIsRefused() {
        LogException e = assertThrows(LogException.class, () -> Scripts.command(false, "echo", "a\0b"));
        assertEquals(Failure.BAD_REQUEST, e.failure());
    }

    @Test
    void commentsDoNotTravel() {
        for (String script : List.of(
                Scripts.FOLLOW,
                Scripts.RUN,
                Scripts.PROBE,
                Scripts.FIND,
                Scripts.RANGE,
                Scripts.COPIES,
                Scripts.COPY)) {
            assertTrue(script.lines().noneMatch(line -> line.strip().startsWith("#")), script);
            assertTrue(script.length() < 8000, "a command line of " + script.length());
        }
    }
}
