package io.onetail.relay.redis;

import io.onetail.catalog.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how it is used. Immutable; {@link #at} gives the defaults. Values that make no sense are refused with
 * {@link IllegalArgumentException}.
 *
 * @param mode one server, Sentinel or Cluster
 * @param nodes the server; or the Sentinels; or some nodes of the Cluster, the others are learned from them
 * @param master what the Sentinels call the server, with {@link RedisMode#SENTINEL} only
 * @param login to Redis, null if it requires none
 * @param sentinelLogin to the Sentinels, null if they require none
 * @param tls null for plain TCP
 * @param timeout the longest time that a call may take, connecting included
 * @param connections the most connections for commands, in a Cluster to each node; the subscriber's is not counted
 * @param database number of the logical database, 0 in a Cluster
 * @param prefix what every key and channel begins with
 * @param lease how long an append that finds no owner takes the lease for
 * @param bounds how much is kept of each log
 */
public record RedisSettings(
        RedisMode mode,
        List<RedisNode> nodes,
        @Nullable String master,
        @Nullable RedisLogin login,
        @Nullable RedisLogin sentinelLogin,
        @Nullable TlsSettings tls,
        Duration timeout,
        int connections,
        int database,
        String prefix,
        Duration lease,
        StreamBounds bounds) {
    /** How Redis is set up. */
    public enum RedisMode {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** A user, null for Redis' default one, and a password. */
    public record RedisLogin(@Nullable String user, Secret password) {}

    /**
     * TLS with the server's name checked.
     *
     * @param truststore PEM certificates, or a PKCS#12 or JKS store; null for the authorities that Java trusts
     * @param password of the store, null for PEM
     */
    public record TlsSettings(
            @Nullable Path truststore, @Nullable Secret password) {}

    /**
     * How much is kept of each log.
     *
     * @param bytes in the stream, at most
     * @param entries in the stream, at most
     * @param stream how long the stream is kept after the last append
     * @param head how long the head is kept after the last append or state; a minute for a log that is not available
     */
    public record StreamBounds(int bytes, int entries, Duration stream, Duration head) {
        /** 4 MiB, 4096 entries, 10 minutes, 7 days. */
        public static final StreamBounds DEFAULT =
                new StreamBounds(4 << 20, 4096, Duration.ofMinutes(10), Duration.ofDays(7));

        public StreamBounds {
            require(bytes >= 1 << 20, "the stream's bound must be at least 1048576 bytes, got " + bytes);
            require(entries >= 16, "the stream's bound must be at least 16 entries, got " + entries);
            require(stream.toMillis() >= 1000, "the stream must be kept for at least a second, got " + stream);
            require(
                    head.compareTo(stream) >= 0,
                    "the head must be kept at least as long as the stream, got " + head + " and " + stream);
        }
    }

    public RedisSettings {
        nodes = List.copyOf(nodes);
        require(!nodes.isEmpty(), "Redis needs an address such as localhost:6379, got none");
        require(
                mode != RedisMode.SINGLE || nodes.size() == 1,
                "mode single takes one address, got " + nodes + "; several are for sentinel or cluster");
        require(
                (mode == RedisMode.SENTINEL) == (master != null),
                mode == RedisMode.SENTINEL
                        ? "mode sentinel needs the name that the Sentinels give the master"
                        : "a master's name is for mode sentinel only, got '" + master + "'");
        require(
                mode == RedisMode.SENTINEL || sentinelLogin == null,
                "a login to the Sentinels is for mode sentinel only, mode is " + mode);
        require(
                timeout.toMillis() >= 50 && timeout.toMillis() <= 60_000,
                "the time-out must be from 50 ms to 60 s, got " + timeout);
        require(connections >= 1 && connections <= 1000, "connections must be 1 to 1000, got " + connections);
        require(database >= 0, "the database's number must not be negative, got " + database);
        require(mode != RedisMode.CLUSTER || database == 0, "a Cluster has database 0 only, got " + database);
        require(
                prefix.indexOf('{') < 0 && prefix.indexOf('}') < 0,
                "the prefix must have no braces, which choose the Cluster's slot, got '" + prefix + "'");
        require(lease.toMillis() >= 500, "the lease must be at least 500 ms, got " + lease);
    }

    /** Defaults: no login, no TLS, 2 s, 8 connections, database 0, prefix {@code logs:}, lease 5 s. */
    public static RedisSettings at(RedisMode mode, @Nullable String master, List<RedisNode> nodes) {
        return new RedisSettings(
                mode,
                nodes,
                master,
                null,
                null,
                null,
                Duration.ofSeconds(2),
                8,
                0,
                "logs:",
                Duration.ofSeconds(5),
                StreamBounds.DEFAULT);
    }

    /** One server with the defaults. */
    public static RedisSettings at(RedisNode node) {
        return at(RedisMode.SINGLE, null, List.of(node));
    }

    public RedisSettings withLease(Duration changed) {
        return new RedisSettings(
                mode,
                nodes,
                master,
                login,
                sentinelLogin,
                tls,
                timeout,
                connections,
                database,
                prefix,
                changed,
                bounds);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
