package io.onetail.bench;

import io.onetail.testing.OpenSsh;
import io.onetail.testing.RedisServer;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Onetail on an application server, with its own Redis and host. */
final class OnetailPeer implements Peer {
    private static final String HOST = "web-1";

    private final ServerKind kind;
    private final Map<String, String> config = new HashMap<>();
    private final RedisServer redis = RedisServer.start();
    private final OpenSsh ssh = OpenSsh.start();
    private final ServerProcess server;

    /**
     * @param jvm options for its JVM in addition to 1 GiB of heap with a large young generation, as in server-config
     */
    private OnetailPeer(ServerKind kind, List<String> jvm) throws IOException {
        this.kind = kind;
        config.put("onetail.access.mode", "none");
        config.put("onetail.redis.nodes", redis.address());
        config.put("onetail.tail.linger", "1s");
        putHost(HOST);
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith("onetail.bench.set.")) {
                config.put(key.toString().replace("onetail.bench.set.", "onetail."), value.toString());
            }
        });
        List<String> options = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-Xmn400m"));
        options.addAll(jvm);
        server = ServerProcess.start(kind, "bench", config, options.toArray(String[]::new));
    }

    private void putHost(String name) {
        String host = "onetail.host." + name + ".";
        config.put(host + "address", "127.0.0.1");
        config.put(host + "port", Integer.toString(ssh.port()));
        config.put(host + "user", ssh.user());
        config.put(host + "key-file", ssh.clientKey().toString());
        config.put(host + "known-hosts", ssh.knownHosts().toString());
        config.put(host + "logs", ssh.logs() + "/*.log");
    }

    /**
     * Adds hosts, which are the same one under other names; Onetail treats them as separate hosts. They are known
     * within 5 s.
     */
    void addHosts(List<String> names) throws IOException {
        names.forEach(this::putHost);
        server.configure(config);
    }

    /** The log of one of the added hosts. */
    Path log(String host, int number) {
        return ssh.logs().resolve(host + "~" + number + ".log");
    }

    /** Starts everything and deploys the WAR. */
    static OnetailPeer start(ServerKind kind, List<String> jvm) throws IOException {
        OnetailPeer peer = new OnetailPeer(kind, jvm);
        peer.server.deploy();
        return peer;
    }

    @Override
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public long pid() {
        return server.pid();
    }

    @Override
    public List<Long> helpers() {
        return List.of(redis.pid(), ssh.pid());
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.base().getPort());
    }

    @Override
    public String path(Path log) {
        return server.live().getPath();
    }

    @Override
    public String open(Path log) {
        String file = log.getFileName().toString();
        String host = file.contains("~") ? file.substring(0, file.indexOf('~')) : HOST;
        return "{\"type\":\"open\",\"view\":\"v\",\"host\":\"" + host + "\",\"source\":\"" + log
                + "\",\"from\":\"end\"}";
    }

    @Override
    public Path logs() {
        return ssh.logs();
    }

    RedisServer redis() {
        return redis;
    }

    OpenSsh ssh() {
        return ssh;
    }

    ServerProcess server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
        redis.close();
        ssh.close();
    }
}
