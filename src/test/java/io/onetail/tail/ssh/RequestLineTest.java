package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.ssh.GoldenFrames.Golden;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestLineTest {
    @Test
    void eachGoldenRequestIsWritten() throws LogException {
        assertTrue(GoldenFrames.requests().size() > 10);
        for (Golden golden : GoldenFrames.requests()) {
            List<String> words = golden.words();
            byte[] line =
                    RequestLine.checked(words.get(0), Long.parseLong(words.get(1)), words.subList(2, words.size()));
            assertEquals(golden.line() + "\n", new String(line, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatNoFileCanBeCalledIsRefused() {
        LogException e =
                assertThrows(LogException.class, () -> RequestLine.checked("follow", 1, List.of("/a\0b", "-")));
        assertEquals(FailureCode.BAD_REQUEST, e.failure());
        assertTrue(e.getMessage().contains("'/a?b'"), e.getMessage());
    }

    @Test
    void aRequestThatNoReaderWouldTakeIsRefused() {
        List<String> globs = Collections.nCopies(1024, "/".repeat(1024));
        assertEquals(
                FailureCode.BAD_REQUEST,
                assertThrows(LogException.class, () -> RequestLine.checked("allow", 0, globs))
                        .failure());
    }
}
