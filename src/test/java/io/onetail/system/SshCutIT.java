package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/**
 * Loses the connection to the host while lines are written: nothing is lost or repeated, and nothing is left behind.
 */
@ArquillianTest
class SshCutIT {
    private final ServerFixture serverFixture = ServerFixture.get();
    private final ServerProcess server = ServerUnderTest.get();

    @Deployment(testable = false)
    static WebArchive war() {
        ServerFixture.get();
        return ServerUnderTest.war();
    }

    private LiveClient viewerOfTenLines(Path log) throws Exception {
        ServerFixture.append(log, ServerFixture.lines(1, 10));
        LiveClient viewer = LiveClient.connect(server.base()).view("web-1", log.toString(), 100);
        viewer.awaitEnd("of the log\n");
        return viewer;
    }

    @Test
    void aKilledConnectionLosesNothingAndLeavesNoReader() throws Exception {
        Path log = serverFixture.log("cut.log");
        try (LiveClient viewer = viewerOfTenLines(log)) {
            Writer writer = new Writer(log);
            List<ProcessHandle> before = serverFixture.ssh().readers();

            serverFixture.ssh().killConnections();

            Await.until(
                    "no earlier reader is left",
                    Duration.ofSeconds(5),
                    () -> before.stream().noneMatch(ProcessHandle::isAlive));
            viewer.await("reconnecting", text -> text.getString("state", "").equals("reconnecting"));
            Await.until("it is live again", () -> serverFixture.ssh().readers().size() == 1);
            int last = writer.stop();
            ServerFixture.assertHasAll(viewer, last);
        }
    }

    @Test
    void aConnectionThatSilentlyDropsItsPacketsLeavesNoReaderAndLosesNothing() throws Exception {
        Path log = serverFixture.log("silent.log");
        try (LiveClient viewer = viewerOfTenLines(log)) {
            Writer writer = new Writer(log);
            List<ProcessHandle> before = serverFixture.ssh().readers();

            serverFixture.ssh().pauseConnections();
            try {
                Await.until( // a reader that has ended stays a zombie while the sshd that started it is stopped
                        "no earlier reader is left",
                        Duration.ofSeconds(10),
                        () -> serverFixture.ssh().readers().stream().noneMatch(before::contains));
            } finally {
                serverFixture.ssh().resumeConnections();
            }

            Thread.sleep(2_000);
            int last = writer.stop();
            ServerFixture.assertHasAll(viewer, last);
            assertTrue(
                    serverFixture.ssh().readers().size() <= 1,
                    "readers: " + serverFixture.ssh().readers().size());
        }
    }

    /** Writes numbered lines from 11 on, 200 a second. */
    private static final class Writer {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;
        private int last = 10;

        Writer(Path log) {
            thread = new Thread(() -> {
                while (!stop.get()) {
                    ServerFixture.append(log, ServerFixture.lines(last + 1, last + 10));
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
