package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.AuditSettings;
import io.onetail.catalog.Secret;
import io.onetail.history.HistorySettings;
import io.onetail.history.ListSettings;
import io.onetail.protocol.LivenessTimes;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.redis.RedisNode;
import io.onetail.relay.redis.RedisSettings;
import io.onetail.signon.AccessSettings;
import io.onetail.tail.TailSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final int CORES = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static Settings read(String... keysAndValues) {
        return Settings.read(new SettingsReader(ConfigFixture.of(keysAndValues)));
    }

    @Test
    void defaultsAreWhatTheReferenceSays() {
        Settings settings = read();
        assertNull(settings.executor());
        assertEquals(
                new TailSettings(Duration.ofSeconds(5), 128 << 10, 256L << 20, Duration.ofSeconds(1), 4 << 20),
                settings.tail());
        assertEquals(
                new RelaySettings(
                        16 << 20, 256 << 20, Duration.ofSeconds(10), 64 << 20, 5_000, LivenessTimes.DEFAULT.takeover()),
                settings.relay());
        assertEquals(new ViewerSettings(CORES, 100, Duration.ofSeconds(30), null), settings.viewer());
        assertEquals(AccessSettings.of(AccessSettings.AccessMode.TOKEN), settings.access());
        assertEquals(new AuditSettings(10_000), settings.audit());
        assertTrue(settings.access().loopbackOnly());
        assertEquals(new ListSettings(1000), settings.listing());
        assertEquals(RedisSettings.at(new RedisNode("localhost", 6379)), settings.redis());
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
                "onetail.tail.buffer", "1MiB",
                "onetail.relay.recent-bytes", "1MiB",
                "onetail.relay.recent-bytes-total", "64MiB",
                "onetail.relay.backfill", "8MiB",
                "onetail.relay.max-logs", "700",
                "onetail.viewer.unattended-limit", "2h",
                "onetail.viewer.max-views", "7",
                "onetail.viewer.send-timeout", "10s",
                "onetail.viewer.workers", "3",
                "onetail.access.mode", "none",
                "onetail.list.limit", "50",
                "onetail.history.per-host", "2",
                "onetail.history.per-server", "3",
                "onetail.history.search-hits", "9",
                "onetail.history.search-bytes", "2MiB",
                "onetail.history.send-timeout", "9s",
                "onetail.audit.entries", "0",
                "onetail.executor", "concurrent/onetail");
        assertEquals("concurrent/onetail", settings.executor());
        assertEquals(
                new TailSettings(Duration.ofSeconds(7), 1 << 20, 1L << 30, Duration.ofMillis(250), 1 << 20),
                settings.tail());
        assertEquals(
                new RelaySettings(1 << 20, 64 << 20, Duration.ofMinutes(1), 8 << 20, 700, Duration.ofSeconds(12)),
                settings.relay());
        assertEquals(new ViewerSettings(3, 7, Duration.ofSeconds(10), Duration.ofHours(2)), settings.viewer());
        assertEquals(new AuditSettings(0), settings.audit());
        assertEquals(AccessSettings.AccessMode.NONE, settings.access().mode());
        assertEquals(new ListSettings(50), settings.listing());
        assertEquals(new HistorySettings(2, 3, 9, 2 << 20, Duration.ofSeconds(9)), settings.history());
        assertEquals(List.of(), settings.problems());
    }

    @Test
    void everyKeyOfRedisIsRead() {
        Settings settings = read(
                "onetail.tail.lease", "7s",
                "onetail.redis.mode", "sentinel",
                "onetail.redis.nodes", "s1:26379, [::1]:26380",
                "onetail.redis.master", "main",
                "onetail.redis.user", "u",
                "onetail.redis.password", "p",
                "onetail.redis.sentinel-user", "su",
                "onetail.redis.sentinel-password", "sp",
                "onetail.redis.tls", "true",
                "onetail.redis.truststore", "/ca.pem",
                "onetail.redis.truststore-password", "tp",
                "onetail.redis.timeout", "3s",
                "onetail.redis.pool", "4",
                "onetail.redis.database", "2",
                "onetail.redis.prefix", "x:",
                "onetail.redis.stream-bytes", "2MiB",
                "onetail.redis.stream-entries", "100",
                "onetail.redis.stream-time", "1m",
                "onetail.redis.head-time", "1d");
        assertEquals(
                new RedisSettings(
                        RedisSettings.RedisMode.SENTINEL,
                        List.of(new RedisNode("s1", 26379), new RedisNode("::1", 26380)),
                        "main",
                        new RedisSettings.RedisLogin("u", new Secret("p")),
                        new RedisSettings.RedisLogin("su", new Secret("sp")),
                        new RedisSettings.TlsSettings(Path.of("/ca.pem"), new Secret("tp")),
                        Duration.ofSeconds(3),
                        4,
                        2,
                        "x:",
                        Duration.ofSeconds(7),
                        new RedisSettings.StreamBounds(2 << 20, 100, Duration.ofMinutes(1), Duration.ofDays(1))),
                settings.redis());
        assertEquals(List.of(), settings.problems());
        assertFalse(settings.toString().contains("password=p"), settings.toString());
    }

    @Test
    void settingsOfRedisThatDontGoTogetherAreReported() {
        for (Settings settings : List.of(
                read("onetail.redis.mode", "sentinel"),
                read("onetail.redis.nodes", "a:1,b:2"),
                read("onetail.redis.mode", "cluster", "onetail.redis.database", "1"),
                read("onetail.redis.prefix", "{x}"))) {
            assertEquals(1, settings.problems().size(), settings.problems().toString());
            assertTrue(settings.problems().get(0).startsWith("The settings onetail.redis.… contradict each other: "));
            assertEquals(RedisSettings.at(new RedisNode("localhost", 6379)), settings.redis());
        }
        assertEquals(
                List.of("onetail.redis.user is given, but onetail.redis.password is not, expected both or neither;"
                        + " Onetail does not log in."),
                read("onetail.redis.user", "u").problems());
        assertEquals(1, read("onetail.redis.head-time", "1m").problems().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "onetail.tail.lease|5|a duration from 1s to 5m",
                "onetail.tail.lease|999ms|a duration from 1s to 5m",
                "onetail.tail.lease|1h|a duration from 1s to 5m",
                "onetail.tail.linger|-1s|a duration from 0s to 1h",
                "onetail.tail.preroll|1GiB|a size from 0B to 16MiB",
                "onetail.tail.catch-up-limit|lots|a size from 0B",
                "onetail.tail.line-hold|2m|a duration from 0s to 1m",
                "onetail.tail.buffer|1B|a size from 256KiB to 256MiB",
                "onetail.relay.recent-bytes|4MB|a size from 256KiB to 1GiB",
                "onetail.relay.recent-bytes-total|1B|a size from 256KiB",
                "onetail.relay.backfill|x|a size from 0B",
                "onetail.viewer.unattended-limit|never|'off' or a duration from 1s",
                "onetail.viewer.max-views|0|a whole number from 1",
                "onetail.viewer.send-timeout|soon|a duration from 1s to 1h",
                "onetail.viewer.workers|two|a whole number from 1 to 48",
                "onetail.audit.entries|all|a whole number from 0 to 1000000",
                "onetail.history.per-host|0|a whole number from 1 to 1000",
                "onetail.history.per-server|all|a whole number from 1 to 10000",
                "onetail.history.search-hits|0|a whole number from 1 to 10000",
                "onetail.history.search-bytes|1|a size from 1MiB to 64GiB",
                "onetail.history.send-timeout|0s|a duration from 1s to 1h",
                "onetail.list.limit|-1|a whole number from 1 to 100000",
                "onetail.redis.mode|SINGLE|one of 'single', 'sentinel', 'cluster'.",
                "onetail.redis.nodes|a:b|host:port",
                "onetail.redis.nodes|,|host:port",
                "onetail.redis.tls|on|'true' or 'false'",
                "onetail.redis.truststore|ca.pem|an absolute path",
                "onetail.redis.timeout|1ms|a duration from 50ms to 60s",
                "onetail.redis.pool|0|a whole number from 1 to 1000",
                "onetail.redis.database|-1|a whole number from 0",
                "onetail.redis.stream-bytes|1KiB|a size from 1MiB to 1GiB",
                "onetail.redis.stream-entries|1|a whole number from 16",
                "onetail.redis.stream-time|0s|a duration from 1s to 30d",
                "onetail.redis.head-time|never|a duration from 1s to 365d",
            })
    void aBadValueIsNamedAndItsDefaultTakesItsPlace(String key, String value, String expected) {
        Settings settings = read(key, value);
        assertEquals(1, settings.problems().size(), settings.problems().toString());
        String problem = settings.problems().get(0);
        assertTrue(problem.startsWith(key + " is '" + value + "', expected " + expected), problem);
        Settings defaults = read();
        assertEquals(
                List.of(
                        defaults.tail(),
                        defaults.relay(),
                        defaults.viewer(),
                        defaults.access(),
                        defaults.audit(),
                        defaults.listing(),
                        defaults.history(),
                        defaults.redis()),
                List.of(
                        settings.tail(),
                        settings.relay(),
                        settings.viewer(),
                        settings.access(),
                        settings.audit(),
                        settings.listing(),
                        settings.history(),
                        settings.redis()));
    }

    @Test
    void aTotalBelowWhatOneLogMayHaveIsRaised() {
        Settings settings = read("onetail.relay.recent-bytes", "8MiB", "onetail.relay.recent-bytes-total", "4MiB");
        assertEquals(
                new RelaySettings(
                        8 << 20, 8 << 20, Duration.ofSeconds(10), 64 << 20, 5_000, LivenessTimes.DEFAULT.takeover()),
                settings.relay());
        assertEquals(1, settings.problems().size());
    }

    @Test
    void aNameThatIsAlmostRightIsReported() {
        Settings settings = read("onetail.tail.lese", "5s", "onetail.default.port", "22", "onetail.default.logs", "/a");
        assertEquals(
                List.of(
                        "onetail.tail.lese is not a setting of Onetail; its value is not used. Did you mean onetail.tail.lease?"),
                settings.problems());
    }

    @Test
    void expressionsAreExpandedAndOneWithoutValueIsReported() {
        Settings settings =
                read("my.lease", "9s", "onetail.tail.lease", "${my.lease}", "onetail.tail.linger", "${nope}");
        assertEquals(Duration.ofSeconds(9), settings.tail().lease());
        assertEquals(Duration.ofSeconds(10), settings.relay().linger());
        assertEquals(1, settings.problems().size(), settings.problems().toString());
        assertTrue(settings.problems().get(0).startsWith("onetail.tail.linger contains an expression"));
    }

    @Test
    void theEnvironmentCountsMoreThanTheFile() {
        Settings settings = Settings.read(new SettingsReader(ConfigFixture.of(
                Map.of("onetail.tail.catch-up-limit", "1MiB"), Map.of("ONETAIL_TAIL_CATCH_UP_LIMIT", "2MiB"))));
        assertEquals(2 << 20, settings.tail().catchUp());
        assertEquals(List.of(), settings.problems());
    }

    @Test
    void anEmptyValueIsNotAValue() {
        assertFalse(read("onetail.tail.lease", " ").problems().contains("onetail.tail.lease"));
        assertEquals(
                Duration.ofSeconds(5), read("onetail.tail.lease", " ").tail().lease());
    }
}
