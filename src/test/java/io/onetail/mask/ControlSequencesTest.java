package io.onetail.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.GoldenFile;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page removes, nobody sees: its tests read the same file. */
class ControlSequencesTest {
    static List<JsonObject> texts() {
        return GoldenFile.cases(ControlSequencesTest.class, "golden-escapes.json", "texts");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatIsSeenOfATextIsWhatThePageShows(JsonObject one) {
        byte[] text = one.getString("text").getBytes(StandardCharsets.UTF_8);
        DecodedLine shown = DecodedLine.of(text, 0, text.length, StandardCharsets.UTF_8, true)
                .shown();

        assertEquals(one.getString("seen"), new String(shown.text(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextOfWhichLessIsSeenIsFound(JsonObject one) {
        byte[] text = one.getString("text").getBytes(StandardCharsets.UTF_8);
        boolean same = one.getString("seen").equals(one.getString("text"));

        assertTrue(same || ControlSequences.find(text, 0, text.length, false) >= 0);
    }
}
