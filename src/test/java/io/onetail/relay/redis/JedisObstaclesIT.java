package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.Ports;
import io.onetail.testing.RedisCluster;
import io.onetail.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ClusterPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisShardedPubSub;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.params.ClientKillParams;

/**
 * Why Jedis' ready-made clients neither send our commands nor keep our subscriptions, shown with a real Redis. A test that fails here
 * means that Jedis has changed: decide again, see "Redis" in {@code decisions.md}.
 */
@Timeout(120)
class JedisObstaclesIT {
    private static RedisServer redis;
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void end() {
        cluster.close();
        redis.close();
    }

    private static HostAndPort address(int port) {
        return new HostAndPort("127.0.0.1", port);
    }

    private static RedisClusterClient clusterClient(int attempts) {
        return RedisClusterClient.builder()
                .nodes(Set.of(address(cluster.servers().get(0).port())))
                .maxAttempts(attempts)
                .maxTotalRetriesDuration(Duration.ofSeconds(2))
                .build();
    }

    private static void move(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        cluster.move(bytes, cluster.mastersBut(cluster.master(bytes)).get(0));
    }

    @Test
    void aClusterClientThatRepeatsNothingFollowsNoRedirectionEither() {
        try (RedisClusterClient client = clusterClient(1)) {
            client.set("attempts", "before");
            move("attempts");
            JedisException e =
                    assertThrows(JedisClusterOperationException.class, () -> client.set("attempts", "after"));
            assertInstanceOf(JedisMovedDataException.class, e.getCause());
        }
    }

    @Test
    void aPipelineFollowsNoRedirectionNorLearnsFromIt() {
        try (RedisClusterClient client = clusterClient(5)) {
            client.set("pipeline", "before");
            move("pipeline");
            for (int i = 0; i < 3; i++) {
                ClusterPipeline pipeline = client.pipelined();
                Response<String> response = pipeline.set("pipeline", "after");
                pipeline.close();
                assertThrows(JedisMovedDataException.class, response::get);
            }
        }
    }

    @Test
    void aPipelineSaysNothingOfAConnectionThatIsLost() {
        try (RedisClusterClient client = clusterClient(5)) {
            client.set("lost", "before");
            ClusterPipeline pipeline = client.pipelined();
            Response<String> response = pipeline.set("lost", "after");
            try (Jedis cli =
                    cluster.master("lost".getBytes(StandardCharsets.UTF_8)).cli()) {
                cli.clientKill(new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
            }
            pipeline.close();
            IllegalStateException e = assertThrows(IllegalStateException.class, response::get);
            assertNull(e.getCause(), "Jedis says why");
        }
    }

    @Test
    void aSentinelClientLeavesThreadsOfItsOwnBehindWhenItIsClosed() {
        try (RedisServer sentinel =
                RedisServer.builder().sentinel("leaving", redis, 1).start()) {
            RedisSentinelClient client = RedisSentinelClient.builder()
                    .masterName("leaving")
                    .sentinels(Set.of(address(sentinel.port()), address(Ports.free()))) // one of two is down
                    .build();
            Await.until(
                    "a thread of Jedis waits for the Sentinel that is down",
                    () -> listeners().stream().anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
            client.close();
            assertTrue(listeners().size() > 0, "Jedis waits for its threads");
            assertNotEquals(Thread.class, listeners().get(0).getClass(), "Jedis takes its threads from a factory");
        }
    }

    private static List<Thread> listeners() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("leaving-SentinelListener-"))
                .toList();
    }

    @Test
    void aSubscriptionEndsWhenNothingIsSubscribed() {
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisPubSub subscription = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int channels) {
                subscribed.countDown();
            }
        };
        try (RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
            CompletableFuture<Void> reading =
                    CompletableFuture.runAsync(() -> client.subscribe(subscription, "channel"));
            await(subscribed);
            subscription.unsubscribe("channel");
            reading.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void aShardedSubscriptionCannotBeTestedByAPing() {
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisShardedPubSub subscription = sharded(subscribed);
        try (Connection connection = new Connection("127.0.0.1", redis.port())) {
            CompletableFuture<Void> reading =
                    CompletableFuture.runAsync(() -> subscription.proceed(connection, "channel"));
            await(subscribed);
            assertThrows(NoSuchMethodException.class, () -> JedisShardedPubSub.class.getMethod("ping"));
            connection.sendCommand(Command.PING);
            subscription.ssubscribe("channel"); // sends the PING too
            CompletionException e =
                    assertThrows(CompletionException.class, reading.orTimeout(10, TimeUnit.SECONDS)::join);
            assertInstanceOf(JedisException.class, e.getCause());
            assertTrue(e.getCause().getMessage().startsWith("Unknown message type: "), e::toString); // the PONG
        }
    }

    @Test
    void aShardedSubscriptionIsOfOneSlotAndEndsWhenThatMoves() {
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisShardedPubSub subscription = sharded(subscribed);
        try (RedisClusterClient client = clusterClient(5)) {
            assertThrows(JedisDataException.class, () -> client.ssubscribe(sharded(subscribed), "one", "two"));
            CompletableFuture<Void> reading =
                    CompletableFuture.runAsync(() -> client.ssubscribe(subscription, "moving"));
            await(subscribed);
            move("moving");
            reading.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static JedisShardedPubSub sharded(CountDownLatch subscribed) {
        return new JedisShardedPubSub() {
            @Override
            public void onSSubscribe(String channel, int channels) {
                subscribed.countDown();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        Await.until("it is subscribed", () -> latch.getCount() == 0);
    }
}
