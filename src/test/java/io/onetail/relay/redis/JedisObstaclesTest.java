package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Why Jedis' ready-made clients do not send our commands: what they do when Redis accepts a connection and then hangs. A test that
 * fails here means that Jedis has changed: decide again, see "Redis" in {@code decisions.md}. {@link JedisObstaclesIT} has the rest.
 */
@Timeout(60)
class JedisObstaclesTest {
    private static final int TIMEOUT_MILLIS = 200;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<ServerSocket> servers = new HashSet<>();

    @AfterEach
    void end() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        threads.shutdownNow();
    }

    /** Every time-out that there is; what may be refused when a connection begins is switched off. */
    private static JedisClientConfig config() {
        return DefaultJedisClientConfig.builder()
                .autoNegotiateProtocol(false)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(TIMEOUT_MILLIS)
                .socketTimeoutMillis(TIMEOUT_MILLIS)
                .build();
    }

    private static ConnectionPoolConfig poolConfig() {
        ConnectionPoolConfig config = new ConnectionPoolConfig();
        config.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
        config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        config.setJmxEnabled(false);
        return config;
    }

    /** Accepts connections, as the operating system does for a process that is stopped, and never reads or answers. */
    private ServerSocket silentServer() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(server);
        return server;
    }

    private static HostAndPort address(ServerSocket server) {
        return new HostAndPort("127.0.0.1", server.getLocalPort());
    }

    private static RedisClient client(ServerSocket server) {
        return RedisClient.builder()
                .hostAndPort(address(server))
                .clientConfig(config())
                .poolConfig(poolConfig())
                .build();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    @Test
    void aTimeoutIsForEachReadAndNotForTheCall() throws Exception {
        ServerSocket server = silentServer();
        threads.submit(() -> {
            try (Socket socket = server.accept()) {
                assertTrue(socket.getInputStream().read() >= 0);
                socket.getOutputStream().write("$20\r\n".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 20; i++) {
                    TimeUnit.MILLISECONDS.sleep(TIMEOUT_MILLIS / 2); // a Redis or a network that is slow
                    socket.getOutputStream().write('x');
                }
                socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().read();
            }
        });
        try (RedisClient client = client(server)) {
            long start = System.nanoTime();
            assertEquals("x".repeat(20), client.get("key"));
            assertTrue(millisSince(start) >= 5 * TIMEOUT_MILLIS, "Jedis limits the time of the whole call");
        }
    }

    @Test
    void aWriteThatRedisDoesNotTakeNeverTimesOut() throws Exception {
        ServerSocket server = silentServer();
        RedisClient client = client(server);
        CompletableFuture<String> call =
                CompletableFuture.supplyAsync(() -> client.set("key", "x".repeat(32 << 20)), threads);
        try (Socket accepted = server.accept()) {
            assertThrows(TimeoutException.class, () -> call.get(10 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
            assertFalse(accepted.isClosed());
        }
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS)); // the connection is reset
        client.close();
    }

    @Test
    void aClusterClientIsNotMadeWithoutANodeAndWaitsForEachSilentOne() throws Exception {
        Set<HostAndPort> nodes = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            nodes.add(address(silentServer()));
        }
        long start = System.nanoTime();
        assertThrows(
                JedisClusterOperationException.class,
                () -> RedisClusterClient.builder()
                        .nodes(nodes)
                        .clientConfig(config())
                        .poolConfig(poolConfig())
                        .maxTotalRetriesDuration(Duration.ofMillis(TIMEOUT_MILLIS))
                        .build());
        assertTrue(millisSince(start) >= 3 * TIMEOUT_MILLIS, "Jedis limits the time of the search for the nodes");
    }

    @Test
    void aSentinelClientIsNotMadeWithoutASentinelAndWaitsForEachSilentOne() throws Exception {
        Set<HostAndPort> sentinels = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            sentinels.add(address(silentServer()));
        }
        long start = System.nanoTime();
        assertThrows(
                JedisConnectionException.class,
                () -> RedisSentinelClient.builder()
                        .masterName("logs")
                        .sentinels(sentinels)
                        .sentinelClientConfig(config())
                        .clientConfig(config())
                        .poolConfig(poolConfig())
                        .build());
        assertTrue(millisSince(start) >= 3 * TIMEOUT_MILLIS, "Jedis limits the time of the search for the master");
    }
}
