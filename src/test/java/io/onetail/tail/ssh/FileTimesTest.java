package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTimesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1769860800.1234567890, 2026-01-31T12:00:00.123456789Z",
        "'1769860800,5', 2026-01-31T12:00:00.5Z",
        "-0.25, 1969-12-31T23:59:59.75Z",
        "9000000000000000000, 9999-12-31T23:59:59Z",
        "-9000000000000000000.0, 0001-01-01T00:00:00Z"
    })
    void secondsBecomeAMomentThatACalendarHas(String text, Instant moment) {
        assertEquals(moment, FileTimes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%.9Y", "1e999999999", "yesterday"})
    void whatIsNotANumberIsRefused(String text) {
        assertThrows(NumberFormatException.class, () -> FileTimes.parse(text));
    }
}
