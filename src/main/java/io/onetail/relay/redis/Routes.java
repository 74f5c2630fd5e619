package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.Mode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Chooses the route for the settings, and opens connections along it. */
final class Routes {
    private Routes() {}

    static Route of(RedisSettings settings, Lines lines) {
        Mode mode = settings.mode();
        return switch (mode) {
            case SINGLE -> new SingleRoute(settings.nodes().get(0));
            case SENTINEL -> new SentinelRoute(settings, lines);
            case CLUSTER -> new ClusterRoute(settings, lines);
        };
    }

    /** Connects to a Redis server, and with {@code mastersOnly} makes sure that it is a master: a Sentinel can be late. */
    static Link open(
            Node node, RedisSettings settings, boolean mastersOnly, String name, Lines lines, Deadline deadline) {
        Link link = Link.open(node, settings, settings.login(), settings.database(), name, lines, deadline);
        if (mastersOnly) {
            List<?> role;
            try {
                role = (List<?>) link.ask(new CommandArguments(Command.ROLE));
            } catch (RuntimeException e) {
                link.cut();
                throw e;
            }
            if (!(role.get(0) instanceof byte[] text) || !new String(text, StandardCharsets.UTF_8).equals("master")) {
                link.cut();
                throw new JedisDataException("READONLY it is not the master");
            }
        }
        return link;
    }
}
