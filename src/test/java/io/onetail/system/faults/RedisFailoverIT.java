package io.onetail.system.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.testing.Await;
import io.onetail.testing.RedisCluster;
import io.onetail.testing.RedisServer;
import io.onetail.testing.ServerTrio;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** A real server with Redis Sentinel or Redis Cluster, whose master is killed while lines are written. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RedisFailoverIT {
    private static final Duration FAILOVER = Duration.ofSeconds(40);

    @Test
    void aSentinelFailOverLosesNothing() throws Exception {
        List<RedisServer> sentinels = new ArrayList<>();
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.builder().replicaOf(master).start()) {
            Await.until("the replica is in step", () -> {
                try (Jedis cli = replica.cli()) {
                    return cli.info("replication").contains("master_link_status:up");
                }
            });
            for (int i = 0; i < 3; i++) {
                sentinels.add(RedisServer.builder().sentinel("logs", master, 2).start());
            }
            for (RedisServer sentinel : sentinels) {
                Await.until("Sentinel " + sentinel.port() + " knows all", FAILOVER, () -> {
                    try (Jedis cli = sentinel.cli()) {
                        Map<String, String> state = cli.sentinelMaster("logs");
                        return state.get("num-other-sentinels").equals("2")
                                && state.get("num-slaves").equals("1");
                    }
                });
            }
            Map<String, String> settings = Map.of(
                    "onetail.redis.mode", "sentinel",
                    "onetail.redis.master", "logs",
                    "onetail.redis.nodes", nodes(sentinels));
            try (ServerTrio server = ServerTrio.start("sentinel", 1, settings)) {
                linesGoOn(server, master::kill);
            }
        } finally {
            sentinels.forEach(RedisServer::close);
        }
    }

    @Test
    void aClusterFailOverLosesNothing() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            Map<String, String> settings =
                    Map.of("onetail.redis.mode", "cluster", "onetail.redis.nodes", nodes(cluster.servers()));
            try (ServerTrio server = ServerTrio.start("cluster-redis", 1, settings)) {
                String key = "logs:{" + ServerTrio.HOST + ":" + server.log("failover.log") + "}:head";
                linesGoOn(
                        server,
                        () -> cluster.master(key.getBytes(StandardCharsets.UTF_8))
                                .kill());
            }
        }
    }

    private static void linesGoOn(ServerTrio server, Runnable failure) {
        try (NumberedLog log = new NumberedLog(server.log("failover.log"), 500);
                FaultViewer one =
                        new FaultViewer("one", log, ServerTrio.HOST, () -> server.base(0), System.nanoTime());
                FaultViewer two =
                        new FaultViewer("two", log, ServerTrio.HOST, () -> server.base(0), System.nanoTime())) {
            List<FaultViewer> viewers = List.of(one, two);
            viewers.forEach(FaultViewer::connect);
            Await.until(
                    "views open", Duration.ofSeconds(20), () -> viewers.stream().allMatch(FaultViewer::hasOpened));
            log.start();
            await(viewers, log.end() + 50_000);

            failure.run();

            await(viewers, log.end() + 50_000);
            log.finish();
            await(viewers, log.end());
            for (FaultViewer viewer : viewers) {
                assertEquals(List.of(), viewer.wrong(), () -> String.join("\n", viewer.events()));
                assertEquals(Map.of(), viewer.gaps());
            }
        }
    }

    private static void await(List<FaultViewer> viewers, long end) {
        viewers.forEach(viewer -> Await.until(viewer.place(), FAILOVER, () -> viewer.has(end)));
    }

    private static String nodes(List<RedisServer> servers) {
        return servers.stream().map(RedisServer::address).collect(Collectors.joining(", "));
    }
}
