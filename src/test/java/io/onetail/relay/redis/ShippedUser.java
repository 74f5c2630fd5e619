package io.onetail.relay.redis;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** A user of Redis as {@code server-config/redis.conf} shows it. */
record ShippedUser(String rules) {
    static final RedisLogin LOGIN = new RedisLogin("onetail", new Secret("CHANGE-ME"));

    /** @param way what the file says before it, for example {@code one server} */
    static ShippedUser of(String way) throws IOException {
        Matcher line = Pattern.compile("(?m)^# - " + way + ".*:\n#user onetail (on >CHANGE-ME .*)$")
                .matcher(Files.readString(Path.of("server-config", "redis.conf")));
        if (!line.find()) {
            throw new AssertionError("redis.conf shows no user for: " + way);
        }
        return new ShippedUser(line.group(1));
    }

    /** The commands that it may run, as Redis counts them. */
    Set<String> commands() {
        return Arrays.stream(rules.split(" "))
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Makes the user, with further rules appended. */
    void make(Jedis cli, String name, String... more) {
        String all = "SETUSER " + name + " reset " + rules + (more.length == 0 ? "" : " " + String.join(" ", more));
        cli.sendCommand(Command.ACL, all.split(" "));
    }

    /** What Redis was asked for since {@code CONFIG RESETSTAT}, by any client. */
    static Set<String> asked(Jedis cli) {
        return cli.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
