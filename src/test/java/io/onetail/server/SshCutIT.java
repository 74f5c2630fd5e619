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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The connection to the host is lost while lines are written: nothing is lost, nothing comes twice, nothing stays behind. */
@ArquillianTest
class SshCutIT {
    private final World world = World.get();
    private final ServerProcess server = ServerUnderTest.get();

    @Deployment(testable = false)
    static WebArchive war() {
        World.get();
        return ServerUnderTest.war();
    }

    @Test
    void aKilledConnectionLosesNothingAndLeavesNoTail() throws Exception {
        Path log = world.log("cut.log");
        World.append(log, World.lines(1, 10));
        try (LiveClient viewer = LiveClient.connect(server.base()).view("web-1", log.toString(), 100)) {
            Writer writer = new Writer(log);
            viewer.awaitEnd("of the log\n");
            List<ProcessHandle> before = world.ssh().processes("tail");

            world.ssh().killConnections();

            Await.until(
                    "no tail of before is left",
                    Duration.ofSeconds(5),
                    () -> before.stream().noneMatch(ProcessHandle::isAlive));
            viewer.await("reconnecting", text -> text.getString("state", "").equals("reconnecting"));
            Await.until("it is live again", () -> world.ssh().tails() == 1);
            int last = writer.stop();
            viewer.awaitEnd(String.format("line %06d of the log%n", last));
            assertEquals(World.lines(1, last), viewer.content());
            assertEquals(List.of(), viewer.violations());
        }
    }

    @Test
    void aConnectionThatSilentlyDropsItsPacketsLeavesNoTailAndLosesNothing() throws Exception {
        Path log = world.log("silent.log");
        World.append(log, World.lines(1, 10));
        try (LiveClient viewer = LiveClient.connect(server.base()).view("web-1", log.toString(), 100)) {
            Writer writer = new Writer(log);
            viewer.awaitEnd("of the log\n");
            List<ProcessHandle> before = world.ssh().processes("tail");

            world.ssh().pauseConnections();
            try {
                Await.until(
                        "no tail of before is left",
                        Duration.ofSeconds(10),
                        () -> before.stream().noneMatch(ProcessHandle::isAlive));
            } finally {
                world.ssh().resumeConnections();
            }

            Thread.sleep(2_000);
            int last = writer.stop();
            viewer.awaitEnd(String.format("line %06d of the log%n", last));
            assertEquals(World.lines(1, last), viewer.content());
            assertEquals(List.of(), viewer.violations());
            assertTrue(world.ssh().tails() <= 1, "tails: " + world.ssh().tails());
        }
    }

    /** Writes numbered lines, from 11 on, 200 a second. */
    private static final class Writer {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;
        private int last = 10;

        Writer(Path log) {
            thread = new Thread(() -> {
                while (!stop.get()) {
                    World.append(log, World.lines(last + 1, last + 10));
                    last += 10;
                    try {
                        Thread.sleep(50);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            thread.start();
        }

        int stop() throws InterruptedException {
            stop.set(true);
            thread.join();
            return last;
        }
    }
}
