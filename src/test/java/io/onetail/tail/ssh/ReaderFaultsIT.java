package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What happens to a hundred followed logs and a command when something between a host and this server ends; nothing may be left on the
 * host.
 */
class ReaderFaultsIT {
    private static final int LOGS = 100;
    private static final List<ReaderKind> LANGUAGES = List.of(ReaderKind.PERL, ReaderKind.PYTHON);

    private static OpenSsh ssh;
    private static final List<Path> logs = new ArrayList<>();

    private final OpenReaders openReaders = new OpenReaders();

    @BeforeAll
    static void startHost() throws IOException {
        ssh = OpenSsh.start();
        for (int i = 0; i < LOGS; i++) {
            logs.add(Files.writeString(ssh.logs().resolve("l" + i + ".log"), "first\n"));
        }
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @AfterEach
    void nothingIsLeft() {
        openReaders.close();
        noProcess();
        Await.until("no connection is left", () -> ssh.connectionCount() == 0);
    }

    private static void noProcess() {
        OpenReaders.awaitNoProcess(ssh);
    }

    private SshHostReader reader(ReaderKind kind) {
        return openReaders.open(ssh, kind, false, Logins.TIMEOUT, "/**");
    }

    private static List<LineRecordingSink> followed(SshHostReader reader) {
        List<LineRecordingSink> sinks = new ArrayList<>();
        List<LogFollower> followers = new ArrayList<>();
        for (Path log : logs) {
            LineRecordingSink sink = new LineRecordingSink();
            sinks.add(sink);
            followers.add(reader.follow(log.toString(), true, sink));
        }
        for (int i = 0; i < LOGS; i++) {
            LineRecordingSink sink = sinks.get(i);
            Await.until("it is there", () -> sink.told.contains("life 0 FIRST"));
            followers.get(i).grant(1000);
            followers.get(i).start(0, 0);
        }
        for (LineRecordingSink sink : sinks) {
            Await.until("it is read", () -> sink.told.contains("bytes 0 0 first\n"));
        }
        return sinks;
    }

    /** A command with a child that ignores the end of its parent. */
    private static LineRecordingSink running(SshHostReader reader) {
        LineRecordingSink sink = new LineRecordingSink();
        reader.run("sleep 1000 & echo begun; wait", StderrMode.MERGE, sink).grant(1000);
        Await.until("it runs", () -> sink.told.contains("output begun\n"));
        return sink;
    }

    private static List<LineRecordingSink> followedBesideACommand(SshHostReader reader) {
        List<LineRecordingSink> sinks = followed(reader);
        sinks.add(running(reader));
        return sinks;
    }

    private static void allEnd(List<LineRecordingSink> sinks, String... causes) throws InterruptedException {
        for (LineRecordingSink sink : sinks) {
            LogException cause = sink.end();
            assertTrue(cause.failure().passing(), cause.getMessage());
            assertTrue(
                    List.of(causes).stream().anyMatch(part -> cause.getMessage().contains(part)), cause.getMessage());
        }
    }

    /** The process of the reader itself, not those that it has started. */
    private static ProcessHandle process() {
        List<Long> all = ssh.processes("").stream().map(ProcessHandle::pid).toList();
        return ssh.processes("").stream()
                .filter(process -> process.parent()
                        .filter(parent -> !all.contains(parent.pid()))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    void aCutConnectionEndsAllOfThemAndTheNextOneIsThereAtOnce() throws Exception {
        for (ReaderKind kind : LANGUAGES) {
            SshHostReader reader = reader(kind);
            List<LineRecordingSink> sinks = followedBesideACommand(reader);
            ssh.killConnections();
            allEnd(sinks, "The connection to web-1");
            noProcess();
            long begin = System.nanoTime();
            followed(reader);
            System.out.printf("%s: all logs again after %d ms%n", kind, (System.nanoTime() - begin) / 1_000_000);
            reader.close();
        }
    }

    @Test
    void aReaderThatIsKilledLeavesNoCommandBehind() throws Exception {
        for (ReaderKind kind : LANGUAGES) {
            SshHostReader reader = reader(kind);
            List<LineRecordingSink> sinks = followedBesideACommand(reader);
            signal("KILL", process());
            allEnd(sinks, "The reader on web-1 has ended", "The connection to web-1");
            noProcess();
            assertEquals(6, reader.look(logs.get(0).toString()).size(), "the next one is another");
            reader.close();
        }
    }

    @Test
    void aReaderThatIsStoppedIsGivenUpAndEndsWhenItMayGoOn() throws Exception {
        SshHostReader reader = reader(ReaderKind.AUTO);
        List<LineRecordingSink> sinks = followedBesideACommand(reader);
        ProcessHandle process = process();
        signal("STOP", process);
        allEnd(sinks, "it has not answered for 6 s");
        assertTrue(process.isAlive());
        signal("CONT", process);
        noProcess();
    }

    @Test
    void aShortStopCostsNothing() throws Exception {
        SshHostReader reader = reader(ReaderKind.AUTO);
        List<LineRecordingSink> sinks = followed(reader);
        ProcessHandle process = process();
        signal("STOP", process);
        Thread.sleep(3000); // a stop of some seconds is what is tested here
        Path log = Files.writeString(logs.get(7), "more\n", StandardOpenOption.APPEND);
        signal("CONT", process);
        Await.until("the rest is read", () -> sinks.get(7).told.contains("bytes 0 6 more\n"));
        assertFalse(sinks.stream().anyMatch(LineRecordingSink::over));
        Files.writeString(log, "first\n");
    }

    @Test
    void whatIsStoppedHereIsStoppedThere() throws Exception {
        for (ReaderKind kind : LANGUAGES) {
            SshHostReader reader = reader(kind);
            LineRecordingSink sink = new LineRecordingSink();
            LogFollower command = reader.run("trap '' TERM; sleep 1000 & echo begun; wait", StderrMode.MERGE, sink);
            command.grant(1000);
            Await.until("it runs", () -> sink.told.contains("output begun\n"));
            Await.until("its child runs", () -> ssh.processes("sleep").size() == 1);
            command.stop();
            assertNull(sink.end());
            Await.until(
                    "it has ended",
                    Duration.ofSeconds(5),
                    () -> ssh.processes("sleep").isEmpty());
            assertEquals(6, reader.look(logs.get(0).toString()).size());
            reader.close();
            noProcess();
        }
    }

    @Test
    void aHostThatAnswersNoMoreFailsTheQuestionsToo() throws Exception {
        SshHostReader reader = reader(ReaderKind.AUTO);
        reader.look(logs.get(0).toString());
        signal("STOP", process());
        LogException e =
                assertThrows(LogException.class, () -> reader.look(logs.get(0).toString()));
        assertEquals(FailureCode.UNREACHABLE, e.failure());
        assertTrue(e.getMessage().contains("took too long"), e.getMessage());
        signal("CONT", process());
        assertEquals(6, reader.look(logs.get(0).toString()).size());
    }
}
