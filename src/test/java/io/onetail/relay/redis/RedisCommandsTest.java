package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the commands in the code with those that the users in {@code server-config/redis.conf} may run. */
class RedisCommandsTest {
    private static final Pattern IN_JAVA = Pattern.compile("Command\\.([A-Z]+)\\b");
    private static final Pattern IN_LUA = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");

    @Test
    void nobodyAddsACommandWithoutTheRightToIt() throws IOException {
        Set<String> used = new TreeSet<>(
                Set.of("client", "select", "publish", "spublish")); // Jedis' own, and the scripts' argument
        find(IN_JAVA, Path.of("src/main/java/io/onetail/relay/redis"), used);
        find(IN_LUA, Path.of("src/main/resources/io/onetail/relay/redis"), used);
        Set<String> allowed = new TreeSet<>();
        for (String way : List.of("one server", "a master", "the Sentinels", "each node of a Cluster")) {
            ShippedUser.of(way).commands().forEach(command -> allowed.add(command.split("\\|")[0]));
        }
        assertEquals(used, allowed);
    }

    @Test
    void aLineOfAScriptCallsOneCommandByWhichItsRefusalIsNamed() {
        for (LuaScript script : LuaScript.values()) {
            script.source()
                    .lines()
                    .forEach(line -> assertTrue(line.split("redis\\.p?call", -1).length <= 2, script + ": " + line));
        }
        LuaScript announce = LuaScript.ANNOUNCE;
        List<String> lines = announce.source().lines().toList();
        int line = 1;
        while (!lines.get(line - 1).contains("'HSET'")) {
            line++;
        }
        String refusal = "The user executing the script can't run this command or subcommand";
        assertEquals(
                "HSET",
                LuaScript.commandAt(
                        "ERR " + refusal + " script: " + announce.hash() + ", on @user_script:" + line + ".", ""));
        assertEquals(
                "HSET",
                LuaScript.commandAt(
                        "ERR Error running script (call to f_" + announce.hash() + "): @user_script:" + line
                                + ": @user_script: " + line + ": " + refusal,
                        ""));
    }

    private static void find(Pattern pattern, Path directory, Set<String> into) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    into.add(matcher.group(1).toLowerCase(Locale.ROOT));
                }
            }
        }
    }
}
