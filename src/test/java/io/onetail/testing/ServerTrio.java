package io.onetail.testing;

import io.onetail.protocol.LogId;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/**
 * A cluster: application servers with the WAR, one Redis that keeps its data when it is killed, a proxy from each
 * server to it, and one OpenSSH host named {@code web-1}. Owns them all. Not safe for several threads, but each part
 * may be used by a different one.
 */
public final class ServerTrio implements AutoCloseable {
    public static final String HOST = "web-1";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RedisServer redis = RedisServer.builder()
            .option("appendonly yes")
            .option("appendfsync no")
            .start();
    private final OpenSsh ssh = OpenSsh.startLimited();
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<SilentProxy> wires = new ArrayList<>();

    private ServerTrio() {}

    /**
     * Starts all of it.
     *
     * @param name unique in a run
     * @param more settings in addition to those for host and Redis
     */
    public static ServerTrio start(String name, int count, Map<String, String> more) throws IOException {
        ServerTrio trio = new ServerTrio();
        try {
            Map<String, String> config = trio.config();
            config.putAll(more);
            for (int i = 1; i <= count; i++) {
                SilentProxy silentProxy = new SilentProxy(trio.redis.port());
                trio.wires.add(silentProxy);
                config.put(
                        "onetail.redis.nodes",
                        more.getOrDefault("onetail.redis.nodes", "127.0.0.1:" + silentProxy.port()));
                ServerProcess server = ServerProcess.start(ServerKind.current(), name + "-" + i, config);
                trio.servers.add(server);
                server.deploy();
            }
            return trio;
        } catch (IOException | RuntimeException e) {
            trio.close();
            throw e;
        }
    }

    private Map<String, String> config() {
        Map<String, String> config = new HashMap<>();
        String host = "onetail.host." + HOST + ".";
        config.put("onetail.access.mode", "none");
        config.put("onetail.tail.linger", "1s");
        config.putAll(ssh.settings(HOST));
        config.put(host + "command.count", "i=0; while :; do i=$((i+1)); echo \"count $i\"; sleep 0.2; done");
        config.put(
                host + "logs",
                ssh.logs() + "/*.log, " + ssh.logs() + "/later/app.log, " + ssh.logs() + "/dated/app-%d.log");
        return config;
    }

    public RedisServer redis() {
        return redis;
    }

    public OpenSsh ssh() {
        return ssh;
    }

    public List<ServerProcess> servers() {
        return servers;
    }

    /** The proxy from a server to Redis. */
    public SilentProxy silentProxy(int server) {
        return wires.get(server);
    }

    public URI base(int server) {
        return servers.get(server).base();
    }

    /** The path of a log on the host. */
    public Path log(String name) {
        return ssh.logs().resolve(name);
    }

    /** The server that tails a log, by its lease, or null. */
    public String owner(Path log) {
        try (Jedis cli = redis.cli()) {
            return cli.get(key(log, "lease"));
        }
    }

    /** The servers that report that they tail a log, without those that do not answer within a second. */
    public List<Integer> tailing(Path log) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            JsonObject status = status(i);
            if (status != null
                    && status.getJsonArray("channels").getValuesAs(JsonObject.class).stream()
                            .anyMatch(channel -> channel.getString("source").equals(log.toString())
                                    && channel.getBoolean("tailedHere"))) {
                found.add(i);
            }
        }
        return found;
    }

    private JsonObject status(int server) {
        try {
            URLConnection connection =
                    base(server).resolve("api/status").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            try (InputStream in = connection.getInputStream()) {
                return Json.createReader(in).readObject();
            }
        } catch (IOException e) {
            return null;
        }
    }

    private static String key(Path log, String what) {
        LogId id = new LogId(HOST, log.toString());
        return "logs:{" + id + "}:" + what;
    }

    /**
     * Waits until no log is tailed: there is no lease, no subscription, and no process on the host except a reader for
     * each server.
     */
    public void awaitNoTail() {
        try (Jedis cli = redis.cli()) {
            Await.until("no lease is left", LIMIT, () -> cli.keys("*:lease").isEmpty());
            Await.until(
                    "no log's channel is subscribed",
                    LIMIT,
                    () -> cli.pubsubChannels("logs:{*").isEmpty());
        }
        Await.until(
                "the host runs nothing but readers",
                LIMIT,
                () -> ssh.processes("").size() <= servers.size());
    }

    /**
     * Waits until nothing is left of any log: no reader, lease, subscription or connection. A reader is kept for some
     * seconds.
     */
    public void awaitNothingLeft() {
        Await.until("no reader is left on the host", LIMIT, () -> ssh.readers().isEmpty());
        awaitNoTail();
        Await.until("no SSH connection is left", LIMIT, () -> ssh.connectionCount() == 0);
        Await.until("nothing runs on the host", LIMIT, () -> ssh.processes("").isEmpty());
        HostLimits limits = ssh.limits();
        if (limits != null) {
            Await.until("sshd is the host's only process", LIMIT, () -> limits.processes() == 1);
        }
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::kill);
        ssh.close();
        wires.forEach(SilentProxy::close);
        redis.close();
    }
}
