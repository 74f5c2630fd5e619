package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.onetail.protocol.LogId;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

class LogKeysTest {
    @Test
    void theNamesAreThoseOfTheDocument() {
        LogKeys keys = LogKeys.of("logs:", new LogId("web-1", "/var/log/app.log"));
        assertEquals("logs:{web-1:/var/log/app.log}", new String(keys.channel(), UTF_8));
        assertEquals("logs:{web-1:/var/log/app.log}:stream", new String(keys.stream(), UTF_8));
        assertEquals("logs:{web-1:/var/log/app.log}:head", new String(keys.head(), UTF_8));
        assertEquals("logs:{web-1:/var/log/app.log}:lease", new String(keys.lease(), UTF_8));
    }

    @Test
    void allNamesOfALogShareASlotWhateverBracesItHas() {
        for (LogId log : List.of(
                new LogId("}", "/x"),
                new LogId("{", "}"),
                new LogId("}{", "/{}/}}"),
                new LogId("a", "}"),
                new LogId("a", "{x}"),
                new LogId("日", "/志\n"))) {
            LogKeys keys = LogKeys.of("logs:", log);
            for (byte[] key : List.of(keys.stream(), keys.head(), keys.lease())) {
                assertEquals(keys.slot(), JedisClusterCRC16.getSlot(key), () -> log + " " + new String(key, UTF_8));
            }
        }
    }

    @Test
    void noTwoLogsShareAName() {
        assertNotEquals(name(new LogId("a:/b", "/c")), name(new LogId("a", "/b:/c")));
        assertNotEquals(name(new LogId("a%3A", "/b")), name(new LogId("a:", "/b")));
    }

    private static String name(LogId log) {
        return new String(LogKeys.of("", log).channel(), UTF_8);
    }
}
