package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.onetail.protocol.LogId;
import io.onetail.testing.LoggedLines;
import io.onetail.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What a viewer of one server is told while Redis does not do what it should, and that every line comes in the end. */
@Timeout(60)
class RedisTroubleIT {
    private static RedisServer redis;

    @TempDir
    Path logs;

    private Path log;
    private StandaloneRelay server;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @BeforeEach
    void write() throws IOException {
        try (Jedis cli = redis.cli()) {
            cli.flushAll();
        }
        log = Files.writeString(logs.resolve("app.log"), "first line\n");
        server = new StandaloneRelay(RedisSettings.at(new RedisNode("127.0.0.1", redis.port())), logs);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void write(String line) throws IOException {
        Files.writeString(log, line, StandardOpenOption.APPEND);
    }

    private String key(String what) {
        return "logs:{" + new LogId("here", log.toString()) + "}:" + what;
    }

    @Test
    void aRedisThatIsFullIsToldAndWithMemoryEveryLineComes() throws IOException {
        StandaloneRelay.Viewer viewer = server.open(log);
        viewer.awaitSeen("first line\n");
        Path other = Files.writeString(logs.resolve("other.log"), "other line\n");
        try (Jedis cli = redis.cli();
                LoggedLines lines = LoggedLines.of(RedisJournal.class.getName())) {
            cli.configSet("maxmemory", "1");
            write("second line\n");
            viewer.awaitTold("Redis is out of memory");
            StandaloneRelay.Viewer late = server.open(other);
            late.awaitTold("Redis is out of memory");
            write("third line\n");
            assertFalse(viewer.last().contains("\"live\""), viewer.last());
            assertEquals(1, lines.lines().size(), () -> lines.lines().toString());

            cli.configSet("maxmemory", "0");
            viewer.awaitSeen("first line\nsecond line\nthird line\n");
            late.awaitSeen("other line\n");
        } finally {
            try (Jedis cli = redis.cli()) {
                cli.configSet("maxmemory", "0");
            }
        }
    }

    @Test
    void keysOfAnotherKindAreToldAndTheLogComesWhenTheyAreDeletedAndOthersMeanwhile() throws IOException {
        Path other = Files.writeString(logs.resolve("other.log"), "other line\n");
        try (Jedis cli = redis.cli()) {
            for (String what : List.of("head", "lease", "stream")) {
                if (what.equals("lease")) {
                    cli.rpush(key(what), "not a lease");
                } else {
                    cli.set(key(what), "neither head nor stream");
                }
                StandaloneRelay.Viewer viewer = server.open(log);
                viewer.awaitTold("Redis holds other data in place of this log's");
                StandaloneRelay.Viewer good = server.open(other);
                good.awaitSeen("other line\n");
                cli.del(key(what));
                viewer.awaitSeen("first line\n");
                viewer.close();
                good.close();
                cli.flushAll();
            }
        }
    }

    @Test
    void aLeaseThatWasSetByHandEndsLikeAnyOther() {
        try (Jedis cli = redis.cli()) {
            cli.set(key("lease"), "nobody");
            server.open(log).awaitSeen("first line\n");
        }
    }

    @Test
    void aRedisThatIsAwayWhenTheServerStartsIsToldToWhoComes() {
        server.close();
        redis.kill();
        try {
            server = new StandaloneRelay(RedisSettings.at(new RedisNode("127.0.0.1", redis.port())), logs);
            StandaloneRelay.Viewer viewer = server.open(log);
            viewer.awaitTold("Redis can't be reached.");
            StandaloneRelay.Viewer late = server.open(log);
            late.awaitTold("Redis can't be reached.");
            redis.start(false);
            viewer.awaitSeen("first line\n");
            late.awaitSeen("first line\n");
        } finally {
            if (!redis.alive()) {
                redis.start(false);
            }
        }
    }
}
