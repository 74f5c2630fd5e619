package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.protocol.LogId;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The names that a log has in Redis. All begin with {@code prefix{host:source}} and so, whatever braces the source has, with
 * the same hash tag: one slot of a Cluster holds them all. In the host, {@code %}, {@code :} and <code>}</code> are
 * escaped as in a URL, so that no two logs share a name and the tag is never empty.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LogKeys(byte[] channel, byte[] stream, byte[] head, byte[] lease) {
    static LogKeys of(String prefix, LogId log) {
        String channel = prefix + "{" + escaped(log.host()) + ":" + log.source() + "}";
        return new LogKeys(
                channel.getBytes(UTF_8),
                (channel + ":stream").getBytes(UTF_8),
                (channel + ":head").getBytes(UTF_8),
                (channel + ":lease").getBytes(UTF_8));
    }

    /** The Cluster's slot that holds them. */
    int slot() {
        return JedisClusterCRC16.getSlot(channel);
    }

    private static String escaped(String host) {
        return host.replace("%", "%25").replace(":", "%3A").replace("}", "%7D");
    }
}
