package io.onetail.system.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerTrio;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Three servers share one tail, and take it over from each other. Measures how long viewers wait, and checks that they
 * miss nothing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterIT {
    private static final int SERVERS = 3;
    private static ServerTrio trio;

    private final List<FaultViewer> viewers = new ArrayList<>();
    private final List<Integer> reachable = new ArrayList<>(List.of(0, 1, 2));
    private NumberedLog log;

    @BeforeAll
    static void start() throws Exception {
        trio = ServerTrio.start("cluster", SERVERS, Map.of());
    }

    @AfterAll
    static void end() {
        try (ServerTrio ended = trio) {
            ended.awaitNothingLeft();
        }
    }

    @BeforeEach
    void threeViewersWatchOneOnEachServer(TestInfo test) {
        log = new NumberedLog(trio.log(test.getTestMethod().orElseThrow().getName() + ".log"), 200);
        for (int i = 0; i < SERVERS; i++) {
            int own = i;
            // to its own server while that is reachable, else to another one
            Supplier<URI> server = () -> trio.base(reachable.contains(own) ? own : reachable.get(0));
            FaultViewer viewer = new FaultViewer("viewer " + i, log, ServerTrio.HOST, server, System.nanoTime());
            viewers.add(viewer);
            viewer.connect();
        }
        Await.until(
                "all views are open",
                Duration.ofSeconds(20),
                () -> viewers.stream().allMatch(FaultViewer::hasOpened));
        log.start();
        awaitAll("the first lines", Duration.ofSeconds(10), log.end() + 1);
    }

    @AfterEach
    void nobodyHasMissedALineAndNothingIsLeft() {
        log.close();
        awaitAll("the last line", Duration.ofSeconds(20), log.end());
        for (FaultViewer viewer : viewers) {
            viewer.judge();
            assertEquals(List.of(), viewer.wrong(), () -> String.join("\n", viewer.events()));
            assertEquals(Map.of(), viewer.gaps());
            viewer.close();
        }
        trio.awaitNoTail();
    }

    @Test
    void threeServersHaveOneTail() {
        Await.until("one reader is left", Duration.ofSeconds(20), () -> readers() == 1);
        assertEquals(1, trio.tailing(log.file()).size());
    }

    @Test
    void anotherServerTakesOverWithinEightSecondsWhenTheTailingOneIsKilled() throws Exception {
        int owner = owner();
        reachable.remove((Integer) owner);

        trio.servers().get(owner).kill();

        Duration pause = awaitAll("a line written after the kill", Duration.ofSeconds(8), log.end() + 1);
        System.out.println("Take-over after kill -9: " + pause.toMillis() + " ms");
        assertNotEquals(owner, owner());
        trio.servers().get(owner).restart();
    }

    @Test
    void linesGoOnWithinThreeSecondsWhenTheHostIsBack() throws Exception {
        trio.ssh().stop();
        Thread.sleep(4_000);

        trio.ssh().startAgain();

        Duration pause = awaitAll("a line written after the host was back", Duration.ofSeconds(3), log.end() + 1);
        System.out.println("Host back: " + pause.toMillis() + " ms");
    }

    @Test
    void anOwnerThatSleptWritesNothingWhenItWakesUp() throws Exception {
        int owner = owner();
        String lease = trio.owner(log.file());
        trio.servers().get(owner).pause();
        FaultViewer other = viewers.get((owner + 1) % SERVERS);
        Await.until(
                "another server takes over",
                Duration.ofSeconds(10),
                () -> !trio.owner(log.file()).equals(lease) && other.has(log.end() - 4_000));
        String newLease = trio.owner(log.file());

        trio.servers().get(owner).resume();

        awaitAll("lines after it woke up", Duration.ofSeconds(10), log.end() + 1);
        Await.until(
                "one tail is left",
                Duration.ofSeconds(20),
                () -> trio.tailing(log.file()).size() == 1 && readers() == 1);
        assertEquals(newLease, trio.owner(log.file()));
        assertNotEquals(owner, owner());
    }

    @Test
    void anOwnerThatIsCutOffFromRedisIsReplacedAndWritesNothingWhenItIsBack() throws Exception {
        int owner = owner();
        String lease = trio.owner(log.file());
        FaultViewer other = viewers.get((owner + 1) % SERVERS);
        trio.silentProxy(owner).fallSilent();
        Await.until(
                "another server takes over",
                Duration.ofSeconds(10),
                () -> !lease.equals(trio.owner(log.file())) && other.has(log.end() - 4_000));

        trio.silentProxy(owner).speakAgain();

        awaitAll("lines after it is back", Duration.ofSeconds(10), log.end() + 1);
        Await.until(
                "one tail is left",
                Duration.ofSeconds(20),
                () -> trio.tailing(log.file()).size() == 1 && readers() == 1);
    }

    @Test
    void aRollingRedeployLosesNothing() throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            ServerProcess server = trio.servers().get(i);
            long before = server.logged();
            reachable.remove((Integer) i);
            server.deploy();
            reachable.add(0, i);
            // nothing of the old application is running after its classes have been unloaded
            assertEquals(List.of(), server.failures(before));
        }

        awaitAll("lines after the last redeploy", Duration.ofSeconds(10), log.end() + 1);
        assertEquals(1, trio.tailing(log.file()).size());
    }

    @Test
    void aViewerThatChangesTheServerGoesOnWhereItWas() throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            reachable.clear();
            reachable.add(i);
            viewers.forEach(FaultViewer::cut);
            awaitAll("lines from server " + i, Duration.ofSeconds(10), log.end() + 1);
        }
        assertTrue(viewers.stream().allMatch(viewer -> viewer.counts().get("opened") >= 3));
    }

    private static int only(List<Integer> servers) {
        assertEquals(1, servers.size(), "who tails: " + servers);
        return servers.get(0);
    }

    private static int readers() {
        return trio.ssh().readers().size();
    }

    private int owner() {
        Await.until("one server tails", () -> trio.tailing(log.file()).size() == 1);
        return only(trio.tailing(log.file()));
    }

    /** Returns how long it took. */
    private Duration awaitAll(String what, Duration limit, long end) {
        long begin = System.nanoTime();
        viewers.forEach(viewer -> Await.until(
                viewer.place() + " gets " + what, limit.minusNanos(System.nanoTime() - begin), () -> viewer.has(end)));
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
