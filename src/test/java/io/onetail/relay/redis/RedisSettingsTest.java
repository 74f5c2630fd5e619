package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.relay.redis.RedisSettings.StreamBounds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RedisSettingsTest {
    private static final RedisNode NODE = new RedisNode("redis", 6379);

    @Test
    void theDefaultsAreThese() {
        RedisSettings settings = RedisSettings.at(NODE);
        assertEquals(RedisMode.SINGLE, settings.mode());
        assertNull(settings.login());
        assertNull(settings.tls());
        assertEquals(Duration.ofSeconds(2), settings.timeout());
        assertEquals(8, settings.connections());
        assertEquals(0, settings.database());
        assertEquals("logs:", settings.prefix());
        assertEquals(Duration.ofSeconds(5), settings.lease());
        assertEquals(new StreamBounds(4194304, 4096, Duration.ofMinutes(10), Duration.ofDays(7)), settings.bounds());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithWhatWasFoundAndExpected() {
        refused(
                "needs an address such as localhost:6379, got none",
                () -> RedisSettings.at(RedisMode.CLUSTER, null, List.of()));
        refused(
                "mode single takes one address, got [redis:6379, redis:6379]",
                () -> RedisSettings.at(RedisMode.SINGLE, null, List.of(NODE, NODE)));
        refused(
                "needs the name that the Sentinels give",
                () -> RedisSettings.at(RedisMode.SENTINEL, null, List.of(NODE)));
        refused("for mode sentinel only, got 'logs'", () -> RedisSettings.at(RedisMode.CLUSTER, "logs", List.of(NODE)));
        refused(
                "from 50 ms to 60 s, got PT0.01S",
                () -> RedisSettingsBuilder.of(RedisSettings.at(NODE))
                        .timeout(Duration.ofMillis(10))
                        .build());
        refused(
                "connections must be 1 to 1000, got 0",
                () -> RedisSettingsBuilder.of(RedisSettings.at(NODE))
                        .connections(0)
                        .build());
        refused("at least 500 ms, got PT0.1S", () -> RedisSettings.at(NODE).withLease(Duration.ofMillis(100)));
        refused(
                "at least 1048576 bytes, got 1000",
                () -> new StreamBounds(1000, 50, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        refused(
                "at least 16 entries, got 1",
                () -> new StreamBounds(1 << 20, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        refused(
                "at least as long as the stream, got PT1M and PT2M",
                () -> new StreamBounds(1 << 20, 50, Duration.ofMinutes(2), Duration.ofMinutes(1)));
        refused("no braces, which choose the Cluster's slot, got '{x}'", () -> with("{x}", 0, RedisMode.SINGLE));
        refused("a Cluster has database 0 only, got 3", () -> with("logs:", 3, RedisMode.CLUSTER));
    }

    @Test
    void noSecretIsInItsText() {
        String text = RedisSettingsBuilder.of(RedisSettings.at(NODE))
                .login(new RedisLogin("me", new Secret("hunter2")))
                .build()
                .toString();
        assertFalse(text.contains("hunter2"), text);
        assertTrue(text.contains("(secret)"), text);
    }

    @Test
    void anAddressIsReadInEachUsualSpelling() {
        assertEquals(new RedisNode("redis", 6379), RedisNode.parse("redis"));
        assertEquals(new RedisNode("redis.example.org", 6380), RedisNode.parse(" redis.example.org:6380 "));
        assertEquals(new RedisNode("::1", 6380), RedisNode.parse("[::1]:6380"));
        assertEquals(new RedisNode("fe80::1", 6379), RedisNode.parse("fe80::1"));
        assertEquals("[::1]:6380", RedisNode.parse("[::1]:6380").toString());
        for (String wrong : List.of("", ":6379", "redis:", "redis:x", "redis:0", "redis:70000")) {
            assertThrows(IllegalArgumentException.class, () -> RedisNode.parse(wrong), wrong);
        }
    }

    private static RedisSettings with(String prefix, int database, RedisMode mode) {
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
                StreamBounds.DEFAULT);
    }

    private static void refused(String message, Executable making) {
        String said = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(said.contains(message), said);
    }
}
