package io.onetail.system.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerTrio;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real server, a real host and the real logrotate: each kind of rotation, while the log is followed and while the
 * host is not reachable.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GenerationsIT {
    private static ServerTrio trio;

    @BeforeAll
    static void start() throws Exception {
        trio = ServerTrio.start("generations", 1, Map.of());
    }

    @AfterAll
    static void end() {
        trio.close();
    }

    @Test
    void rotationsWhileSomebodyWatchesLoseNothing() throws Exception {
        watch("watched", EnumSet.allOf(Logrotate.Kind.class), (kind, log) -> {
            Logrotate logrotate = new Logrotate(log);
            for (int late : new int[] {0, 1_500, 0}) {
                logrotate.rotate(kind, Duration.ofMillis(late));
                Thread.sleep(4_000);
            }
        });
    }

    @Test
    void severalRotationsDuringAnOutageLoseNothing() throws Exception {
        Set<Logrotate.Kind> kinds = EnumSet.complementOf(EnumSet.of(Logrotate.Kind.DELETE));
        CyclicBarrier begin = new CyclicBarrier(kinds.size(), () -> trio.ssh().stop());
        CyclicBarrier end = new CyclicBarrier(kinds.size(), () -> trio.ssh().startAgain());
        watch("outage", kinds, (kind, log) -> {
            begin.await(30, TimeUnit.SECONDS);
            Logrotate logrotate = new Logrotate(log);
            for (int i = 0; i < 3; i++) {
                Thread.sleep(1_200);
                logrotate.rotate(kind, Duration.ZERO);
            }
            Thread.sleep(1_200);
            end.await(30, TimeUnit.SECONDS);
        });
    }

    @Test
    void aFileThatDoesNotExistYetIsWaitedForWhereTheConfigurationNamesIt() throws Exception {
        Path log = trio.log("later/app.log");
        try (LiveClient viewer = LiveClient.connect(trio.base(0))) {
            viewer.open("v", ServerTrio.HOST, log.toString(), "{\"last\":100}");
            viewer.await(
                    "the reason",
                    text -> text.getString("type").equals("state")
                            && text.toString().contains("no file"));

            ServerFixture.append(log, ServerFixture.lines(1, 5));

            viewer.awaitEnd(ServerFixture.lines(5, 5));
            assertEquals(ServerFixture.lines(1, 5), viewer.content());
        }
    }

    @Test
    void ofDatedFilesTheNewestIsFollowed() throws Exception {
        ServerFixture.append(trio.log("dated/app-2026-11-22.log"), "long ago\n");
        ServerFixture.append(trio.log("dated/app-2026-11-23.log"), ServerFixture.lines(1, 5));
        try (LiveClient viewer = LiveClient.connect(trio.base(0))
                .view(ServerTrio.HOST, trio.log("dated/app-%d.log").toString(), 100)) {
            ServerFixture.append(trio.log("dated/app-2026-11-23.log"), ServerFixture.lines(6, 10));
            viewer.awaitEnd(ServerFixture.lines(10, 10));

            ServerFixture.append(trio.log("dated/app-2026-11-24.log"), ServerFixture.lines(13, 15));
            ServerFixture.append(trio.log("dated/app-2026-11-23.log"), ServerFixture.lines(11, 12));

            viewer.awaitEnd(ServerFixture.lines(15, 15));
            assertEquals(ServerFixture.lines(1, 15), viewer.content());
            assertEquals(java.util.List.of(), viewer.violations());
            viewer.awaitType("generation");
        }
    }

    private interface Deeds {
        void happen(Logrotate.Kind kind, NumberedLog log) throws Exception;
    }

    /** Each kind with a separate log and viewer, all at the same time. */
    private static void watch(String name, Set<Logrotate.Kind> kinds, Deeds deeds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(kinds.size());
        try {
            Map<Logrotate.Kind, Future<?>> all = new EnumMap<>(Logrotate.Kind.class);
            for (Logrotate.Kind kind : kinds) {
                all.put(kind, threads.submit(() -> {
                    watch(name + "-" + kind + ".log", kind, deeds);
                    return null;
                }));
            }
            for (Map.Entry<Logrotate.Kind, Future<?>> one : all.entrySet()) {
                try {
                    one.getValue().get();
                } catch (ExecutionException e) {
                    throw new AssertionError(one.getKey() + ": " + e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void watch(String name, Logrotate.Kind kind, Deeds deeds) throws Exception {
        try (NumberedLog log = new NumberedLog(trio.log(name), 200);
                FaultViewer viewer =
                        new FaultViewer("viewer", log, ServerTrio.HOST, () -> trio.base(0), System.nanoTime())) {
            viewer.connect();
            Await.until("the view is open", Duration.ofSeconds(20), viewer::hasOpened);
            log.start();
            Await.until("lines come", Duration.ofSeconds(10), () -> viewer.has(10_000));

            deeds.happen(kind, log);

            log.finish();
            Await.until(viewer.place(), Duration.ofSeconds(30), () -> viewer.has(log.end()));
            viewer.judge();
            assertEquals(java.util.List.of(), viewer.wrong(), () -> String.join("\n", viewer.events()));
            assertTrue(
                    Set.of("lost by logrotate").containsAll(viewer.gaps().keySet()),
                    () -> viewer.gaps() + "\n" + String.join("\n", viewer.holes()) + "\n"
                            + String.join("\n", viewer.events()));
        }
    }
}
