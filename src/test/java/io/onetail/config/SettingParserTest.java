package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingParserTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "5s,5000", "10m,600000", "2h,7200000", "1d,86400000", "PT1M30S,90000", "5 s,5000", "0s,0"})
    void readsDurations(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), SettingParser.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 x", "5S", "-5s", "1.5s", "999999999999999d", "5s5s"})
    void refusesWhatIsNotADuration(String text) {
        assertThrows(IllegalArgumentException.class, () -> SettingParser.duration(text));
    }

    @ParameterizedTest
    @CsvSource({"512B,512", "128KiB,131072", "4MiB,4194304", "1GiB,1073741824", "0B,0", "4 MiB,4194304"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, SettingParser.size(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4MB", "4M", "4mib", "-1B", "1.5MiB", "999999999999999GiB"})
    void refusesWhatIsNotASize(String text) {
        assertThrows(IllegalArgumentException.class, () -> SettingParser.size(text));
    }

    @Test
    void aCommaBetweenBracesOrAfterABackslashSeparatesNothing() {
        assertEquals(
                List.of("/a/{b,c}.log", "/d\\,e", "/f{g,{h,i}}"),
                SettingParser.list(" /a/{b,c}.log , /d\\,e,,/f{g,{h,i}} ,"));
        assertEquals(List.of(), SettingParser.list(" , "));
    }
}
