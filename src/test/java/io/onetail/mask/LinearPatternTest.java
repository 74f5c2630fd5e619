package io.onetail.mask;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {
    /** The third would make RE2/J run out of memory after 18 s. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x{1000}",
                "((a{100}){100}){100}",
                "((((((a{10}){10}){10}){10}){10}){10}){10}",
                "((((a{0,30}){0,30}){0,30}){0,30}){0,30}",
                "((((((((((((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}",
                "(?:(?:(?:a{99,})\\Q\\E{99})\\Q\\E{99})\\Q\\E{99}",
                "(?:(?:(?:\\pL{99}){99}){99}){99}",
                "[(a{1000}]((b{1000})?){1000}",
            })
    void whatIsTooLargeIsRefusedAtOnce(String regex) {
        IllegalArgumentException e = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThrows(IllegalArgumentException.class, () -> LinearPattern.compile(regex)));
        assertTrue(String.valueOf(e.getMessage()).contains("use fewer or shorter repetitions"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b",
                "\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d{3,9})?",
                "(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}",
                "[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){3,7}",
                "\\{\"id\": ?\\d{10}}",
            })
    void whatPeopleWriteIsTaken(String regex) {
        LinearPattern.compile(regex);
    }

    @Test
    void manyRepetitionsBesideEachOtherAreCountedTogether() {
        assertThrows(IllegalArgumentException.class, () -> LinearPattern.compile("\\pL{1000}".repeat(100)));
    }
}
