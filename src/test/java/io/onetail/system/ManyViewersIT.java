package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
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

/**
 * The promise: one subscriber, one tail for each log, one SSH connection for each host, any number of viewers, and
 * nothing left behind.
 */
@ArquillianTest
class ManyViewersIT {
    private static final int LOGS = 11;

    private final ServerFixture serverFixture = ServerFixture.get();
    private final ServerProcess server = ServerUnderTest.get();
    /** Of this test alone, since each has a new instance. */
    private final String logs = "many-" + System.nanoTime() + "-";

    @Deployment(testable = false)
    static WebArchive war() {
        ServerFixture.get();
        return ServerUnderTest.war();
    }

    @Test
    void threeHundredViewersOfElevenLogsCostOneSubscriberElevenTailsAndTwoConnections() throws Exception {
        warmUp();
        long descriptorsBefore = server.openDescriptors();
        for (int log = 0; log < LOGS; log++) {
            ServerFixture.append(log(log), ServerFixture.lines(1, 100));
        }

        List<List<LiveClient>> viewers = new ArrayList<>();
        for (int log = 0; log < LOGS; log++) {
            viewers.add(open(log, log == 0 ? 200 : 10));
        }
        for (int from = 101; from <= 1_000; from += 100) {
            for (int log = 0; log < LOGS; log++) {
                ServerFixture.append(log(log), ServerFixture.lines(from, from + 99));
            }
        }

        for (int log = 0; log < LOGS; log++) {
            for (LiveClient viewer : viewers.get(log)) {
                viewer.awaitEnd("line 001000 of the log\n");
                assertEquals(ServerFixture.lines(1, 1_000), viewer.content());
                assertEquals(List.of(), viewer.violations());
            }
        }
        assertEquals(1, subscribers());
        assertEquals(1, serverFixture.ssh().readers().size());
        assertTrue(
                serverFixture.ssh().connectionCount() <= 2,
                "SSH connections: " + serverFixture.ssh().connectionCount());
        long more = server.openDescriptors() - descriptorsBefore;
        assertTrue(more <= 300 + 60, more + " more descriptors than before the first of 300 viewers");

        close(viewers);
        nothingIsLeft();
        descriptorsAreBack(descriptorsBefore);
    }

    private void descriptorsAreBack(long before) {
        // an SSH connection and its reader are kept for 10 s, in case a viewer returns
        Await.until(
                "no SSH connection is left",
                Duration.ofSeconds(20),
                () -> serverFixture.ssh().connectionCount() == 0);
        Await.until("no reader is left", () -> serverFixture.ssh().readers().isEmpty());
        Await.until("descriptors are back", () -> server.openDescriptors() <= before + 10);
    }

    @Test
    @Timeout(300)
    void twentyRoundsOfViewersLeaveNothingAndGrowNothing() throws Exception {
        warmUp();
        long descriptorsBefore = server.openDescriptors();
        for (int log = 0; log < LOGS; log++) {
            ServerFixture.append(log(log), ServerFixture.lines(1, 10));
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

    /** Uses everything once, since the first use loads classes and opens JARs, which stay open. */
    private void warmUp() throws Exception {
        ServerFixture.append(serverFixture.log("warm-up.log"), ServerFixture.lines(1, 10));
        for (int i = 0; i < 2; i++) {
            LiveClient.connect(server.base())
                    .view("web-1", serverFixture.log("warm-up.log").toString(), 10)
                    .close();
            nothingIsLeft();
        }
        descriptorsAreBack(Long.MAX_VALUE - 10);
    }

    private Path log(int number) {
        return serverFixture.log(logs + number + ".log");
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
        Await.until("no lease is left", () -> keys("*:lease").isEmpty());
        Await.until("no log's channel is subscribed", () -> logChannels().isEmpty());
    }

    private List<String> keys(String pattern) {
        try (Jedis redis = serverFixture.redis().cli()) {
            return List.copyOf(redis.keys(pattern));
        }
    }

    private List<String> logChannels() {
        try (Jedis redis = serverFixture.redis().cli()) {
            return redis.pubsubChannels("logs:{*");
        }
    }

    private long subscribers() {
        try (Jedis redis = serverFixture.redis().cli()) {
            return redis.clientList()
                    .lines()
                    .filter(line -> line.matches(".* sub=[1-9].*"))
                    .count();
        }
    }
}
