package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
    void nothingButALengthIsInTheCommandLine() throws LogException {
        Scripts.Call call = Scripts.call(false, "echo", "a b", "it's");
        assertEquals(
                "printf %s '" + call.mark() + "'\nprintf %s '" + call.mark() + "' >&2\nset -- 'a b' 'it'\\''s'\necho",
                text(call.input()));
        assertEquals("exec sh -c 'eval \"$(head -c " + call.input().length + ")\"'", text(call.line()));
        assertTrue(text(Scripts.call(true, "echo").line()).startsWith("exec sudo -n sh -c "));
        assertNotEquals(call.mark(), Scripts.call(false, "echo").mark());
    }

    private static String text(byte[] command) {
        return new String(command, StandardCharsets.UTF_8);
    }

    @Test
    void aNulIsRefused() {
        LogException e = assertThrows(LogException.class, () -> Scripts.call(false, "echo", "a\0b"));
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
