package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestartWatchTest {
    private static final Logger LOG = Logger.getLogger("io.onetail.config");

    private final Map<String, String> values = new TreeMap<>(
            Map.of("onetail.redis.nodes", "a:1", "onetail.redis.password", "hunter2", "onetail.tail.lease", "5s"));
    private final List<String> said = new ArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final RestartWatch watch = new RestartWatch(new ConfigReader<>(
            ConfigFixture.live(values),
            (reader, before) -> RestartWatch.SettingsSnapshot.of(reader, null),
            System::nanoTime));

    @BeforeEach
    void listen() {
        LOG.addHandler(ear);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(ear);
    }

    @Test
    void aChangeIsReportedOnceAndIsNotInEffect() {
        values.put("onetail.redis.nodes", "b:2");
        watch.refresh();
        watch.refresh();
        watch.refresh();
        assertEquals(List.of("onetail.redis.nodes has changed; it takes effect when the server is restarted."), said);
        assertEquals(said, watch.problems());
        assertEquals("a", watch.settings().redis().nodes().get(0).host());

        values.put("onetail.redis.nodes", "a:1");
        watch.refresh();
        assertEquals(List.of(), watch.problems());
        values.remove("onetail.redis.nodes");
        watch.refresh();
        assertEquals(2, said.size(), said.toString());
    }

    @Test
    void aBadValueIsToldWhenItIsWritten() {
        values.put("onetail.tail.lease", "5");
        watch.refresh();
        watch.refresh();
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).startsWith("onetail.tail.lease is '5', expected a duration from 1s to 5m"), said.get(0));
        assertEquals(Duration.ofSeconds(5), watch.settings().tail().lease());
    }

    @Test
    void aKeyThatIsNotKnownIsToldWhenItIsWrittenWithTheNearestThatIs() {
        values.put("onetail.redis.nods", "b:2");
        values.put("onetail.hots.web-1.logs", "/a");
        watch.refresh();
        assertEquals(
                List.of(
                        "onetail.hots.web-1.logs is not a setting of Onetail; its value is not used. Did you mean onetail.host.?",
                        "onetail.redis.nods is not a setting of Onetail; its value is not used. Did you mean onetail.redis.nodes?"),
                said);
    }

    @Test
    void noSecretIsEverSaid() {
        values.put("onetail.redis.password", "hunter3");
        watch.refresh();
        assertEquals(
                List.of("onetail.redis.password has changed; it takes effect when the server is restarted."), said);
        assertFalse(new RestartWatch.SettingsSnapshot(
                        watch.settings(), new SettingsReader(ConfigFixture.of(values, Map.of())).values())
                .toString()
                .contains("hunter"));
    }
}
