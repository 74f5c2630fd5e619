package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.testing.Await;
import io.onetail.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Onetail under the user that {@code server-config/redis.conf} shows, with all its rights and with each one taken away. */
@Timeout(120)
class RedisUserIT {
    /** Commands that Redis counts although Onetail does not send them: the login, and this test's own look at the counts. */
    private static final Set<String> NOT_ITS_OWN = Set.of("auth", "config|resetstat", "info");

    private static RedisServer redis;
    private static Jedis cli;
    private static ShippedUser user;

    @TempDir
    Path logs;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.start();
        cli = redis.cli();
        user = ShippedUser.of("one server");
    }

    @AfterAll
    static void end() {
        cli.close();
        redis.close();
    }

    private static RedisSettings settings(RedisLogin login, int database, String prefix) {
        RedisSettings plain = RedisSettings.at(new RedisNode("127.0.0.1", redis.port()));
        return new RedisSettings(
                plain.mode(),
                plain.nodes(),
                null,
                login,
                null,
                null,
                Duration.ofSeconds(20),
                plain.connections(),
                database,
                prefix,
                plain.lease(),
                plain.bounds());
    }

    private static List<String> play() {
        cli.flushAll();
        cli.scriptFlush();
        return RedisWorkload.play(settings(ShippedUser.LOGIN, 1, "logs:"));
    }

    @Test
    void theShippedUserMayDoAllThatOnetailDoesAndNothingElse() {
        user.make(cli, "onetail");
        cli.configResetStat();
        assertEquals(List.of(), play());
        Set<String> asked = new TreeSet<>(ShippedUser.asked(cli));
        asked.removeAll(NOT_ITS_OWN);
        asked.removeAll(Set.of("flushall", "script|flush")); // before the repertoire
        assertEquals(user.commands(), asked);

        try (Jedis its = new Jedis("127.0.0.1", redis.port())) {
            its.auth("onetail", "CHANGE-ME");
            assertThrows(JedisDataException.class, its::flushAll);
            assertThrows(JedisDataException.class, () -> its.configGet("*"));
            assertThrows(JedisDataException.class, () -> its.keys("*"));
            assertThrows(JedisDataException.class, () -> its.set("other", "x"));
            assertThrows(JedisDataException.class, () -> its.publish("other", "x"));
        }
    }

    @Test
    void eachRightThatIsTakenAwayIsToldByItsName() {
        Set<String> needed = user.commands();
        needed.remove("client|setname"); // a name for CLIENT LIST, to which the client awaits no answer
        for (String command : needed) {
            user.make(cli, "onetail", "-" + command);
            assertTold(command.toUpperCase(Locale.ROOT), play());
        }
        user.make(cli, "onetail", "resetkeys", "~other:*");
        assertTold("keys that begin with 'logs:'", play());
        user.make(cli, "onetail", "resetchannels", "&other:*");
        assertTold("channels that begin with 'logs:'", play());
        user.make(cli, "onetail");
        assertEquals(List.of(), play());
    }

    private static void assertTold(String name, List<String> told) {
        assertTrue(
                told.stream()
                        .anyMatch(text -> text.matches(".* to use (the command )?" + Pattern.quote(name) + "; .*")),
                name + " was taken away, the viewer was told " + told);
        told.forEach(text -> assertTrue(!text.contains("127.0.0.1") && !text.contains("onetail"), text));
    }

    /** All at once, each server with a user of its own: a log that nobody knows is begun after three seconds. */
    @Test
    void noViewerStandsWithoutLinesOrAReasonWhicheverRightIsMissing() throws IOException {
        Map<String, StandaloneRelay> servers = new TreeMap<>();
        Map<String, StandaloneRelay.Viewer> viewers = new TreeMap<>();
        try {
            for (String command : user.commands()) {
                String name = "less-" + command.replace('|', '-');
                Path log = Files.writeString(logs.resolve(name + ".log"), "first line\n");
                user.make(cli, name, "-" + command);
                RedisLogin login = new RedisLogin(name, new Secret("CHANGE-ME"));
                servers.put(command, new StandaloneRelay(settings(login, 1, "logs:" + name), logs));
                viewers.put(command, servers.get(command).open(log));
            }
            viewers.forEach((command, viewer) -> Await.until(
                    () -> "the viewer without " + command + " knows more than " + viewer.told,
                    Duration.ofSeconds(30),
                    () -> viewer.seen().equals("first line\n") || viewer.isTold(command.toUpperCase(Locale.ROOT))));
            for (String needed : List.of("evalsha", "get", "hgetall", "hget", "hset", "publish", "set", "subscribe")) {
                viewers.get(needed).awaitTold(needed.toUpperCase(Locale.ROOT));
            }
            for (String command : user.commands()) { // given back, and what was written meanwhile comes
                Path log = logs.resolve("less-" + command.replace('|', '-') + ".log");
                Files.writeString(log, "next line\n", StandardOpenOption.APPEND);
                user.make(cli, "less-" + command.replace('|', '-'));
            }
            viewers.values().forEach(viewer -> viewer.awaitSeen("next line\n"));
        } finally {
            servers.values().forEach(StandaloneRelay::close);
        }
    }
}
