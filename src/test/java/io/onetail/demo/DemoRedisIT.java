package io.onetail.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The demo's Redis is the machine's, which gets its security fixes. */
class DemoRedisIT {
    @Test
    void itIsTheProgramOfTheMachine(@TempDir Path dir) throws Exception {
        Process own = new ProcessBuilder("redis-server", "--version").start();
        String said = new String(own.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int port = DemoPorts.any();
        try (Child redis = DemoRedis.start(dir, port);
                Jedis cli = new Jedis("127.0.0.1", port)) {
            String version = cli.info("server").replaceAll("(?s).*redis_version:(\\S+).*", "$1");

            assertEquals(said.replaceAll("(?s).*\\bv=(\\S+).*", "$1"), version);
            assertTrue(redis.isRunning());
        }
    }
}
