package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.Jedis;

/**
 * The server for tests of the sign-on. The mode is read when the application starts, so each test class deploys the WAR
 * again with the settings it needs. Its logs are files of the host {@code here}: those in {@code shop} are for the
 * group {@code shop}, those in {@code ops} for the group {@code ops}. Ends with this JVM. Not safe for several threads.
 */
public final class SignOnServer implements AutoCloseable {
    private static SignOnServer only;

    private final RedisServer redis = RedisServer.start();
    private final ServerProcess server;
    private final Path logs;

    private SignOnServer(String name) throws IOException {
        server = ServerProcess.start(ServerKind.current(), name, Map.of());
        logs = Files.createDirectories(BuildPaths.work().resolve(name + "-logs-" + ServerKind.current()))
                .toRealPath();
    }

    /** A separate server for a test that changes it in unusual ways; the test closes it. */
    public static SignOnServer own(String name) throws IOException {
        return new SignOnServer(name);
    }

    public static synchronized SignOnServer get() {
        if (only == null) {
            try {
                only = new SignOnServer("sign-on");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return only;
    }

    @Override
    public void close() {
        server.close();
        redis.close();
    }

    /** The headers with which a proxy names a person at an address. */
    public static Map<String, String> proxied(String secret, String name, String groups, String address) {
        return Map.of(
                "X-Onetail-Secret", secret,
                "X-Forwarded-User", name,
                "X-Forwarded-Groups", groups,
                "X-Forwarded-For", address);
    }

    /** Deploys the WAR with these settings in addition to those of hosts and rights. */
    public void deploy(Map<String, String> settings) throws IOException {
        configure(settings);
        server.deploy();
    }

    /** Changes the settings of the running server; those of hosts and rights take effect within 5 s. */
    public void configure(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "onetail.redis.nodes", redis.address(),
                "onetail.tail.linger", "0s",
                "onetail.host.here.local", "true",
                "onetail.host.here.logs", logs + "/**",
                "onetail.role.shop.groups", "shop",
                "onetail.role.shop.allow", "view source " + logs + "/shop/**",
                "onetail.role.ops.groups", "ops, /ops",
                "onetail.role.ops.allow", "view"));
        all.putAll(settings);
        server.configure(all);
    }

    /** A client of the server's Redis; the caller closes it. */
    public Jedis redis() {
        return redis.cli();
    }

    public ServerProcess server() {
        return server;
    }

    public URI base() {
        return server.base();
    }

    public URI at(String path) {
        return server.base().resolve(path);
    }

    /** The path of a log. */
    public Path log(String group, String name) {
        return logs.resolve(group).resolve(name);
    }

    /** What the server has logged so far. Payara writes its log with a delay. */
    public String logged() throws IOException {
        return Files.readString(server.log());
    }

    /** Waits until the server's log contains a text. */
    public void awaitLogged(String words) throws Exception {
        Await.until("the log says: " + words, () -> logged().contains(words));
    }
}
