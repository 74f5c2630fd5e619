package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.Bounds;
import io.onetail.relay.redis.RedisSettings.Login;
import io.onetail.relay.redis.RedisSettings.Mode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RedisSettingsTest {
    private static final Node NODE = new Node("redis", 6379);

    @Test
    void theDefaultsAreThese() {
        RedisSettings settings = RedisSettings.at(NODE);
        assertEquals(Mode.SINGLE, settings.mode());
        assertNull(settings.login());
        assertNull(settings.tls());
        assertEquals(Duration.ofSeconds(2), settings.timeout());
        assertEquals(8, settings.connections());
        assertEquals(0, settings.database());
        assertEquals("logs:", settings.prefix());
        assertEquals(Duration.ofSeconds(5), settings.lease());
        assertEquals(new Bounds(4194304, 4096, Duration.ofMinutes(10), Duration.ofDays(7)), settings.bounds());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithWhatWasFoundAndExpected() {
        refused(
                "needs an address such as localhost:6379, got none",
                () -> RedisSettings.at(Mode.CLUSTER, null, List.of()));
        refused(
                "mode single takes one address, got [redis:6379, redis:6379]",
                () -> RedisSettings.at(Mode.SINGLE, null, List.of(NODE, NODE)));
        refused("needs the name that the Sentinels give", () -> RedisSettings.at(Mode.SENTINEL, null, List.of(NODE)));
        refused("for mode sentinel only, got 'logs'", () -> RedisSettings.at(Mode.CLUSTER, "logs", List.of(NODE)));
        refused("from 50 ms to 60 s, got PT0.01S", () -> RedisSettings.at(NODE).withTimeout(Duration.ofMillis(10)));
        refused(
                "connections must be 1 to 1000, got 0",
                () -> RedisSettings.at(NODE).withConnections(0));
        refused("at least 500 ms, got PT0.1S", () -> RedisSettings.at(NODE).withLease(Duration.ofMillis(100)));
        refused(
                "at least 1048576 bytes, got 1000",
                () -> new Bounds(1000, 50, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        refused(
                "at least 16 entries, got 1",
                () -> new Bounds(1 << 20, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        refused(
                "at least as long as the stream, got PT1M and PT2M",
                () -> new Bounds(1 << 20, 50, Duration.ofMinutes(2), Duration.ofMinutes(1)));
        refused("no braces, which choose the Cluster's slot, got '{x}'", () -> with("{x}", 0, Mode.SINGLE));
        refused("a Cluster has database 0 only, got 3", () -> with("logs:", 3, Mode.CLUSTER));
    }

    @Test
    void noSecretIsInItsText() {
        String text = RedisSettings.at(NODE)
                .withLogin(new Login("me", new Secret("hunter2")))
                .toString();
        assertFalse(text.contains("hunter2"), text);
        assertTrue(text.contains("(secret)"), text);
    }

    @Test
    void anAddressIsReadInEachUsualSpelling() {
        assertEquals(new Node("redis", 6379), Node.parse("redis"));
        assertEquals(new Node("redis.example.org", 6380), Node.parse(" redis.example.org:6380 "));
        assertEquals(new Node("::1", 6380), Node.parse("[::1]:6380"));
        assertEquals(new Node("fe80::1", 6379), Node.parse("fe80::1"));
        assertEquals("[::1]:6380", Node.parse("[::1]:6380").toString());
        for (String wrong : List.of("", ":6379", "redis:", "redis:x", "redis:0", "redis:70000")) {
            assertThrows(IllegalArgumentException.class, () -> Node.parse(wrong), wrong);
        }
    }

    private static RedisSettings with(String prefix, int database, Mode mode) {
        return new RedisSettings(
                mode,
                List.of(NODE),
                null,
                null,
                null,
                null,
                Duration.ofSeconds(2),
                8,
                database,
                prefix,
                Duration.ofSeconds(5),
                Bounds.DEFAULT);
    }

    private static void refused(String message, Executable making) {
        String said = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(said.contains(message), said);
    }
}
