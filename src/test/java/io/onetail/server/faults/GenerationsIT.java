package io.onetail.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerTrio;
import io.onetail.testing.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server, a real host, the real logrotate: each way of rotation, watched and while the host could not be reached. */
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

    @ParameterizedTest
    @EnumSource
    void rotationsWhileSomebodyWatchesLoseNothing(Logrotate.Kind kind) throws Exception {
        watch("watched-" + kind + ".log", log -> {
            Logrotate logrotate = new Logrotate(log);
            for (int late : new int[] {0, 1_500, 0}) {
                logrotate.rotate(kind, Duration.ofMillis(late));
                Thread.sleep(4_000);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELETE")
    void severalRotationsDuringAnOutageLoseNothing(Logrotate.Kind kind) throws Exception {
        watch("outage-" + kind + ".log", log -> {
            Logrotate logrotate = new Logrotate(log);
            trio.ssh().stop();
            for (int i = 0; i < 3; i++) {
                Thread.sleep(1_200);
                logrotate.rotate(kind, Duration.ZERO);
            }
            Thread.sleep(1_200);
            trio.ssh().startAgain();
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

            World.append(log, World.lines(1, 5));

            viewer.awaitEnd(World.lines(5, 5));
            assertEquals(World.lines(1, 5), viewer.content());
        }
    }

    @Test
    void ofDatedFilesTheNewestIsFollowed() throws Exception {
        World.append(trio.log("dated/app-2026-11-22.log"), "long ago\n");
        World.append(trio.log("dated/app-2026-11-23.log"), World.lines(1, 5));
        try (LiveClient viewer = LiveClient.connect(trio.base(0))
                .view(ServerTrio.HOST, trio.log("dated/app-%d.log").toString(), 100)) {
            World.append(trio.log("dated/app-2026-11-23.log"), World.lines(6, 10));
            viewer.awaitEnd(World.lines(10, 10));

            World.append(trio.log("dated/app-2026-11-24.log"), World.lines(13, 15));
            World.append(trio.log("dated/app-2026-11-23.log"), World.lines(11, 12));

            viewer.awaitEnd(World.lines(15, 15));
            assertEquals(World.lines(1, 15), viewer.content());
            assertEquals(java.util.List.of(), viewer.violations());
            viewer.awaitType("generation");
        }
    }

    private interface Deeds {
        void happen(NumberedLog log) throws Exception;
    }

    private static void watch(String name, Deeds deeds) throws Exception {
        try (NumberedLog log = new NumberedLog(trio.log(name), 200);
                Viewer viewer = new Viewer("viewer", log, ServerTrio.HOST, () -> trio.base(0), System.nanoTime())) {
            viewer.connect();
            Await.until("the view is open", Duration.ofSeconds(20), viewer::hasOpened);
            log.start();
            Await.until("lines come", Duration.ofSeconds(10), () -> viewer.has(10_000));

            deeds.happen(log);

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
