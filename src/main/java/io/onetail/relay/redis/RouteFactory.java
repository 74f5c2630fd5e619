package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.RedisMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Chooses the route for the settings, and opens connections along it. */
final class RouteFactory {
    private RouteFactory() {}

    static NodeRoute of(RedisSettings settings, WriteTimeouts writeTimeouts) {
        RedisMode mode = settings.mode();
        return switch (mode) {
            case SINGLE -> new SingleRoute(settings.nodes().get(0));
            case SENTINEL -> new SentinelRoute(settings, writeTimeouts);
            case CLUSTER -> new ClusterRoute(settings, writeTimeouts);
        };
    }

    /** Connects to a Redis server, and with {@code mastersOnly} makes sure that it is a master: a Sentinel can be late. */
    static RedisConnection open(
            RedisNode node,
            RedisSettings settings,
            boolean mastersOnly,
            String name,
            WriteTimeouts writeTimeouts,
            Deadline deadline) {
        RedisConnection redisConnection = RedisConnection.open(
                node, settings, settings.login(), settings.database(), name, writeTimeouts, deadline);
        if (mastersOnly) {
            List<?> role;
            try {
                role = (List<?>) redisConnection.ask(new CommandArguments(Command.ROLE));
            } catch (RuntimeException e) {
                redisConnection.cut();
                throw e;
            }
            if (!(role.get(0) instanceof byte[] text) || !new String(text, StandardCharsets.UTF_8).equals("master")) {
                redisConnection.cut();
                throw new JedisDataException("READONLY it is not the master");
            }
        }
        return redisConnection;
    }
}
