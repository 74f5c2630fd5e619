package io.onetail.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import io.onetail.testing.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** The promise: one subscriber, one tail a log, one SSH connection a host, any number of viewers, and nothing left behind. */
@ArquillianTest
class ManyViewersIT {
    private static final int LOGS = 11;

    private final World world = World.get();
    private final ServerProcess server = ServerUnderTest.get();

    @Deployment(testable = false)
    static WebArchive war() {
        World.get();
        return ServerUnderTest.war();
    }

    @Test
    void threeHundredViewersOfElevenLogsCostOneSubscriberElevenTailsAndTwoConnections() throws Exception {
        warmUp();
        long descriptorsBefore = server.openDescriptors();
        for (int log = 0; log < LOGS; log++) {
            World.append(log(log), World.lines(1, 100));
        }

        List<List<LiveClient>> viewers = new ArrayList<>();
        for (int log = 0; log < LOGS; log++) {
            viewers.add(open(log, log == 0 ? 200 : 10));
        }
        for (int from = 101; from <= 1_000; from += 100) {
            for (int log = 0; log < LOGS; log++) {
                World.append(log(log), World.lines(from, from + 99));
            }
        }

        for (int log = 0; log < LOGS; log++) {
            for (LiveClient viewer : viewers.get(log)) {
                viewer.awaitEnd("line 001000 of the log\n");
                assertEquals(World.lines(1, 1_000), viewer.content());
                assertEquals(List.of(), viewer.violations());
            }
        }
        assertEquals(1, subscribers());
        assertEquals(LOGS, world.ssh().tails());
        assertTrue(
                world.ssh().connectionCount() <= 2,
                "SSH connections: " + world.ssh().connectionCount());
        long more = server.openDescriptors() - descriptorsBefore;
        assertTrue(more <= 300 + 60, more + " descriptors more than before the first of 300 viewers");

        close(viewers);
        nothingIsLeft();
        descriptorsAreBack(descriptorsBefore);
    }

    private void descriptorsAreBack(long before) {
        // an SSH connection is kept for 10 s, in case somebody comes back
        Await.until(
                "no SSH connection is left",
                Duration.ofSeconds(20),
                () -> world.ssh().connectionCount() == 0);
        Await.until("descriptors are back", () -> server.openDescriptors() <= before + 10);
    }

    @Test
    @Timeout(300)
    void twentyRoundsOfViewersLeaveNothingAndGrowNothing() throws Exception {
        warmUp();
        long descriptorsBefore = server.openDescriptors();
        for (int log = 0; log < LOGS; log++) {
            World.append(log(log), World.lines(1, 10));
        }

        for (int round = 1; round <= 20; round++) {
            List<List<LiveClient>> viewers = new ArrayList<>();
            for (int log = 0; log < LOGS; log++) {
                viewers.add(open(log, 1));
            }
            close(viewers);
            nothingIsLeft();
        }

        descriptorsAreBack(descriptorsBefore);
    }

    /** The first use loads classes and opens JARs, which stay open. */
    private void warmUp() throws Exception {
        World.append(world.log("warm-up.log"), World.lines(1, 10));
        for (int i = 0; i < 2; i++) {
            LiveClient.connect(server.base())
                    .view("web-1", world.log("warm-up.log").toString(), 10)
                    .close();
            nothingIsLeft();
        }
        descriptorsAreBack(Long.MAX_VALUE - 10);
    }

    private Path log(int number) {
        return world.log("many-" + number + ".log");
    }

    private List<LiveClient> open(int log, int count) throws Exception {
        List<LiveClient> viewers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LiveClient viewer = LiveClient.connect(server.base());
            viewer.open("v", "web-1", log(log).toString(), "{\"last\":1000}");
            viewers.add(viewer);
        }
        for (LiveClient viewer : viewers) {
            viewer.awaitType("opened");
        }
        return viewers;
    }

    private static void close(List<List<LiveClient>> viewers) throws Exception {
        for (List<LiveClient> some : viewers) {
            for (LiveClient viewer : some) {
                viewer.close();
            }
        }
    }

    private void nothingIsLeft() {
        Await.until("no tail is left on the host", () -> world.ssh().tails() == 0);
        Await.until("no lease is left", () -> keys("*:lease").isEmpty());
        Await.until("no log's channel is subscribed", () -> logChannels().isEmpty());
    }

    private List<String> keys(String pattern) {
        try (Jedis redis = world.redis().cli()) {
            return List.copyOf(redis.keys(pattern));
        }
    }

    private List<String> logChannels() {
        try (Jedis redis = world.redis().cli()) {
            return redis.pubsubChannels("logs:{*");
        }
    }

    private long subscribers() {
        try (Jedis redis = world.redis().cli()) {
            return redis.clientList()
                    .lines()
                    .filter(line -> line.matches(".* sub=[1-9].*"))
                    .count();
        }
    }
}
