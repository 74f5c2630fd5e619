package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.RedisMode;
import java.util.List;
import redis.clients.jedis.BuilderFactory;
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

    /** Connects to a Redis server, and with {@code mastersOnly} checks that it is a master: what a Sentinel says may be out of date. */
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
            try {
                List<Object> role =
                        redisConnection.ask(new CommandArguments(Command.ROLE), BuilderFactory.ENCODED_OBJECT_LIST);
                if (!role.get(0).equals("master")) {
                    throw new JedisDataException("READONLY it is not the master");
                }
            } catch (RuntimeException e) {
                redisConnection.cut();
                throw e;
            }
        }
        return redisConnection;
    }
}
