package io.onetail.config;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisNode;
import io.onetail.relay.redis.RedisSettings;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.relay.redis.RedisSettings.StreamBounds;
import io.onetail.relay.redis.RedisSettings.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the settings {@code onetail.redis.…}. */
final class RedisSettingsReader {
    private static final String NODE = "localhost:6379";

    private RedisSettingsReader() {}

    /** @param lease a tail's lease, which the first append to a log also takes */
    static RedisSettings read(SettingsReader reader, Duration lease) {
        RedisMode mode = reader.choice("onetail.redis.mode", RedisMode.SINGLE);
        String master = reader.optional("onetail.redis.master");
        List<RedisNode> nodes =
                reader.list("onetail.redis.nodes", NODE, "host:port, several separated by commas", RedisNode::parse);
        RedisLogin login = login(reader, "onetail.redis.user", "onetail.redis.password");
        RedisLogin sentinel = login(reader, "onetail.redis.sentinel-user", "onetail.redis.sentinel-password");
        TlsSettings tls = tls(reader);
        Duration timeout = reader.duration("onetail.redis.timeout", "2s", "50ms", "60s");
        int pool = reader.integer("onetail.redis.pool", "8", 1, 1000);
        int database = reader.integer("onetail.redis.database", "0", 0, 1_000_000);
        String prefix = reader.text("onetail.redis.prefix", "logs:");
        StreamBounds bounds = bounds(reader);
        try {
            return new RedisSettings(
                    mode, nodes, master, login, sentinel, tls, timeout, pool, database, prefix, lease, bounds);
        } catch (IllegalArgumentException e) {
            reader.problem("The settings onetail.redis.… contradict each other: " + e.getMessage() + ". Redis at "
                    + NODE + " without a login is used instead.");
            return RedisSettings.at(RedisNode.parse(NODE)).withLease(lease);
        }
    }

    private static @Nullable RedisLogin login(SettingsReader reader, String user, String password) {
        String name = reader.optional(user);
        Secret secret = reader.secret(password);
        if (name != null && secret == null) {
            reader.problem(user + " is given, but " + password
                    + " is not, expected both or neither; Onetail does not log in.");
        }
        return secret == null ? null : new RedisLogin(name, secret);
    }

    private static @Nullable TlsSettings tls(SettingsReader reader) {
        boolean on = reader.flag("onetail.redis.tls", false);
        Path truststore = reader.path("onetail.redis.truststore");
        Secret password = reader.secret("onetail.redis.truststore-password");
        return on ? new TlsSettings(truststore, password) : null;
    }

    private static StreamBounds bounds(SettingsReader reader) {
        Duration stream = reader.duration("onetail.redis.stream-time", "10m", "1s", "30d");
        Duration head = reader.duration("onetail.redis.head-time", "7d", "1s", "365d");
        if (head.compareTo(stream) < 0) {
            reader.problem("onetail.redis.head-time is shorter than onetail.redis.stream-time,"
                    + " expected at least as long; both are taken as " + stream.toSeconds() + "s.");
            head = stream;
        }
        return new StreamBounds(
                Math.toIntExact(reader.size("onetail.redis.stream-bytes", "4MiB", "1MiB", "1GiB")),
                reader.integer("onetail.redis.stream-entries", "4096", 16, 1_000_000),
                stream,
                head);
    }
}
