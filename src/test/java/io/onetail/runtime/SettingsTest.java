package io.onetail.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.AccessSettings;
import io.onetail.history.ListSettings;
import io.onetail.relay.RelaySettings;
import io.onetail.tail.TailSettings;
import io.onetail.viewer.ViewerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static Settings read(String... keysAndValues) {
        return Settings.read(new SettingsReader(Configs.of(keysAndValues)));
    }

    @Test
    void defaultsAreWhatTheReferenceSays() {
        Settings settings = read();
        assertEquals(
                new TailSettings(
                        Duration.ofSeconds(5), Duration.ofSeconds(10), 128 << 10, 256L << 20, Duration.ofSeconds(1)),
                settings.tail());
        assertEquals(new RelaySettings(4 << 20, 256 << 20), settings.relay());
        assertEquals(new ViewerSettings(null, 100, 16 << 10, Duration.ofSeconds(30), CORES), settings.viewer());
        assertEquals(new AccessSettings(null), settings.access());
        assertTrue(settings.access().loopbackOnly());
        assertEquals(new ListSettings(1000), settings.listing());
        assertEquals(List.of(), settings.problems());
    }

    @Test
    void everyKeyIsRead() {
        Settings settings = read(
                "onetail.tail.lease", "7s",
                "onetail.tail.linger", "PT1M",
                "onetail.tail.preroll", "1MiB",
                "onetail.tail.catch-up-limit", "1GiB",
                "onetail.tail.line-hold", "250ms",
                "onetail.relay.recent-bytes", "1MiB",
                "onetail.relay.recent-bytes-total", "64MiB",
                "onetail.viewer.unattended-limit", "2h",
                "onetail.viewer.max-views", "7",
                "onetail.viewer.max-message", "4KiB",
                "onetail.viewer.send-timeout", "10s",
                "onetail.viewer.workers", "3",
                "onetail.access.mode", "none",
                "onetail.list.limit", "50");
        assertEquals(
                new TailSettings(
                        Duration.ofSeconds(7), Duration.ofMinutes(1), 1 << 20, 1L << 30, Duration.ofMillis(250)),
                settings.tail());
        assertEquals(new RelaySettings(1 << 20, 64 << 20), settings.relay());
        assertEquals(new ViewerSettings(Duration.ofHours(2), 7, 4 << 10, Duration.ofSeconds(10), 3), settings.viewer());
        assertEquals(AccessSettings.Mode.NONE, settings.access().mode());
        assertEquals(new ListSettings(50), settings.listing());
        assertEquals(List.of(), settings.problems());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "onetail.tail.lease|5|a duration from 1s to 5m",
                "onetail.tail.lease|999ms|a duration from 1s to 5m",
                "onetail.tail.lease|1h|a duration from 1s to 5m",
                "onetail.tail.linger|-1s|a duration from 0s to 1h",
                "onetail.tail.preroll|1GiB|a size from 0B to 16MiB",
                "onetail.tail.catch-up-limit|lots|a size from 0B",
                "onetail.tail.line-hold|2m|a duration from 0s to 1m",
                "onetail.relay.recent-bytes|4MB|a size from 64KiB to 1GiB",
                "onetail.relay.recent-bytes-total|1B|a size from 64KiB",
                "onetail.viewer.unattended-limit|never|'off' or a duration from 1s",
                "onetail.viewer.max-views|0|a whole number from 1",
                "onetail.viewer.max-message|2MiB|a size from 1KiB to 1MiB",
                "onetail.viewer.send-timeout|soon|a duration from 1s to 1h",
                "onetail.viewer.workers|two|a whole number from 1 to 1024",
                "onetail.access.mode|open|one of 'none'",
                "onetail.list.limit|-1|a whole number from 1 to 100000",
            })
    void aBadValueIsNamedAndItsDefaultTakesItsPlace(String key, String value, String expected) {
        Settings settings = read(key, value);
        assertEquals(1, settings.problems().size(), settings.problems().toString());
        String problem = settings.problems().get(0);
        assertTrue(problem.startsWith(key + " is '" + value + "', expected " + expected), problem);
        Settings defaults = read();
        assertEquals(
                List.of(defaults.tail(), defaults.relay(), defaults.viewer(), defaults.access(), defaults.listing()),
                List.of(settings.tail(), settings.relay(), settings.viewer(), settings.access(), settings.listing()));
    }

    @Test
    void aTotalBelowWhatOneLogMayHaveIsRaised() {
        Settings settings = read("onetail.relay.recent-bytes", "8MiB", "onetail.relay.recent-bytes-total", "4MiB");
        assertEquals(new RelaySettings(8 << 20, 8 << 20), settings.relay());
        assertEquals(1, settings.problems().size());
    }

    @Test
    void aNameThatIsAlmostRightIsReported() {
        Settings settings = read("onetail.tail.lese", "5s", "onetail.default.port", "22", "onetail.default.logs", "/a");
        assertEquals(
                List.of("onetail.tail.lese is no setting of Onetail; its value is not used."), settings.problems());
    }

    @Test
    void expressionsAreExpandedAndOneWithoutValueIsReported() {
        Settings settings =
                read("my.lease", "9s", "onetail.tail.lease", "${my.lease}", "onetail.tail.linger", "${nope}");
        assertEquals(Duration.ofSeconds(9), settings.tail().lease());
        assertEquals(Duration.ofSeconds(10), settings.tail().linger());
        assertEquals(1, settings.problems().size(), settings.problems().toString());
        assertTrue(settings.problems().get(0).startsWith("onetail.tail.linger holds an expression"));
    }

    @Test
    void theEnvironmentCountsMoreThanTheFile() {
        Settings settings = Settings.read(new SettingsReader(Configs.of(
                Map.of("onetail.tail.catch-up-limit", "1MiB"), Map.of("ONETAIL_TAIL_CATCH_UP_LIMIT", "2MiB"))));
        assertEquals(2 << 20, settings.tail().catchUpLimit());
        assertEquals(List.of(), settings.problems());
    }

    @Test
    void anEmptyValueIsNoValue() {
        assertFalse(read("onetail.tail.lease", " ").problems().contains("onetail.tail.lease"));
        assertEquals(
                Duration.ofSeconds(5), read("onetail.tail.lease", " ").tail().lease());
    }
}
