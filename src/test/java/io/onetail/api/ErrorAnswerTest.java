package io.onetail.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.testing.LoggedLines;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorAnswerTest {
    @Test
    void aFailureWithACodeKeepsItsCodeAndSentence() {
        ErrorAnswer answer =
                ErrorAnswer.of("api/hosts", new LogException(FailureCode.NOT_FOUND, "There is no host 'a\nb'."));
        assertEquals(404, answer.status());
        assertEquals(
                "{\"code\":\"not-found\",\"message\":\"There is no host 'a\\\\u000ab'.\"}",
                answer.json().toString());
        assertNull(answer.retryAfter());
    }

    @Test
    void aFailureWithoutACodeIsToldByANumberThatIsInTheLog() {
        try (LoggedLines logged = LoggedLines.of("io.onetail.incident")) {
            for (Throwable failure : List.of(new IllegalStateException("the inside"), new StackOverflowError())) {
                ErrorAnswer answer = ErrorAnswer.of("api/hosts", failure);
                assertEquals(500, answer.status());
                assertEquals("internal", answer.code());
                assertFalse(answer.message().matches(".*(inside|Exception|Error|java\\.).*"), answer.message());
                String number = answer.message().replaceFirst(".* number ([0-9a-f]{8})\\.", "$1");
                String line = logged.lines().get(logged.lines().size() - 1);
                assertTrue(line.startsWith("api/hosts ") && line.contains(number), line);
            }
        }
    }

    @Test
    void anInterruptIsNotAnIncidentAndIsKept() {
        ErrorAnswer answer = ErrorAnswer.of("api/hosts", new InterruptedException());
        assertTrue(Thread.interrupted());
        assertEquals(502, answer.status());
        assertEquals("The server is stopping.", answer.message());
    }

    @Test
    void onlyALimitSaysWhenToTryAgain() {
        for (FailureCode code : FailureCode.values()) {
            ErrorAnswer answer = ErrorAnswer.of(new LogException(code, "No."));
            assertEquals(code == FailureCode.LIMIT ? "1" : null, answer.retryAfter(), code.toString());
            assertTrue(answer.status() >= 400 && answer.status() < 600, code.toString());
        }
    }

    @Test
    void whatTheServerRefusesByItselfHasACodeAndASentenceToo() {
        assertEquals("not-found", ErrorAnswer.of(404).code());
        assertEquals("bad-request", ErrorAnswer.of(405).code());
        assertEquals("limit", ErrorAnswer.of(429).code());
        assertEquals("unavailable", ErrorAnswer.of(503).code());
        for (int status = 400; status < 600; status++) {
            assertFalse(ErrorAnswer.of(status).message().isBlank());
            assertEquals(
                    status >= 500 && status != 503,
                    ErrorAnswer.of(status).code().equals("internal"));
        }
    }
}
