package io.onetail.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real Redis Cluster of three masters with a replica each, six processes on loopback. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;

    private final List<RedisServer> servers = new ArrayList<>();

    /** Starts it and waits until all nodes agree. */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.form();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void form() {
        for (int i = 0; i < 2 * MASTERS; i++) {
            servers.add(RedisServer.builder().cluster().start());
        }
        for (int i = 0; i < MASTERS; i++) {
            try (Jedis cli = servers.get(i).cli()) {
                cli.clusterAddSlotsRange(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS - 1);
            }
        }
        try (Jedis cli = servers.get(0).cli()) {
            servers.forEach(server -> cli.clusterMeet("127.0.0.1", server.port()));
        }
        for (RedisServer server : servers) {
            Await.until("node " + server.port() + " knows all others", () -> {
                try (Jedis cli = server.cli()) {
                    return cli.clusterNodes().lines().count() == 2 * MASTERS
                            && cli.clusterInfo().contains("cluster_state:ok");
                }
            });
        }
        for (int i = 0; i < MASTERS; i++) {
            String master = id(servers.get(i));
            try (Jedis cli = servers.get(MASTERS + i).cli()) {
                cli.clusterReplicate(master);
            }
        }
        for (RedisServer server : servers) {
            Await.until("node " + server.port() + " knows the replicas", () -> {
                try (Jedis cli = server.cli()) {
                    return cli.clusterNodes()
                                    .lines()
                                    .filter(line -> line.contains("slave"))
                                    .count()
                            == MASTERS;
                }
            });
        }
        for (int i = 0; i < MASTERS; i++) {
            RedisServer replica = servers.get(MASTERS + i);
            Await.until("replica " + replica.port() + " is in step", () -> {
                try (Jedis cli = replica.cli()) {
                    return cli.info("replication").contains("master_link_status:up");
                }
            });
        }
    }

    public List<RedisServer> servers() {
        return servers;
    }

    /** The server that is currently the master of a key's slot. */
    public RedisServer master(byte[] key) {
        int slot = JedisClusterCRC16.getSlot(key);
        for (RedisServer server : servers) {
            if (!server.alive()) {
                continue;
            }
            try (Jedis cli = server.cli()) {
                for (Object item : (List<?>) cli.sendCommand(Command.CLUSTER, "SLOTS")) {
                    List<?> range = (List<?>) item;
                    if (slot >= (Long) range.get(0) && slot <= (Long) range.get(1)) {
                        int port = ((Long) ((List<?>) range.get(2)).get(1)).intValue();
                        return servers.stream()
                                .filter(one -> one.port() == port)
                                .findFirst()
                                .orElseThrow();
                    }
                }
            }
        }
        throw new IllegalStateException("no master for slot " + slot);
    }

    /** Moves a key's slot with all its keys to another master, as {@code redis-cli --cluster reshard} does. */
    public void move(byte[] key, RedisServer target) {
        int slot = JedisClusterCRC16.getSlot(key);
        RedisServer source = master(key);
        try (Jedis from = source.cli();
                Jedis to = target.cli()) {
            to.clusterSetSlotImporting(slot, id(source));
            from.clusterSetSlotMigrating(slot, id(target));
            for (List<byte[]> keys = from.clusterGetKeysInSlotBinary(slot, 100);
                    !keys.isEmpty();
                    keys = from.clusterGetKeysInSlotBinary(slot, 100)) {
                for (byte[] one : keys) {
                    from.migrate("127.0.0.1", target.port(), one, 0, 5000);
                }
            }
            to.clusterSetSlotNode(slot, id(target));
            from.clusterSetSlotNode(slot, id(target));
        }
    }

    /** The other masters. */
    public List<RedisServer> mastersBut(RedisServer one) {
        return servers.stream()
                .filter(server -> server != one && isMaster(server))
                .toList();
    }

    private static boolean isMaster(RedisServer server) {
        try (Jedis cli = server.cli()) {
            return cli.info("replication").contains("role:master");
        }
    }

    private static String id(RedisServer server) {
        try (Jedis cli = server.cli()) {
            return cli.clusterMyId();
        }
    }

    /** The subscribing connections of Onetail's clients, by port of the server. */
    public Map<Integer, Long> connections(String name) {
        Map<Integer, Long> found = new TreeMap<>();
        for (RedisServer server : servers) {
            if (server.alive()) {
                try (Jedis cli = server.cli()) {
                    long count = cli.clientList()
                            .lines()
                            .filter(line -> line.contains(" name=" + name + " "))
                            .count();
                    if (count > 0) {
                        found.put(server.port(), count);
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
