package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import io.onetail.tail.suite.ReaderSuite.AlsoOverSsh;
import io.onetail.tail.suite.ReaderSuite.Kind;
import io.onetail.tail.suite.ReaderSuite.Place;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a reader ends, everything that belongs to it ends; and what is only delayed continues. */
@AlsoOverSsh(sh = true)
class EndIT extends ReaderCases {
    private Path pids;

    @BeforeEach
    void isAProcess() {
        assumeTrue(setup.kind() != Kind.LOCAL, "it runs in this JVM");
        pids = directory.resolve("pids");
    }

    /** A command that resists being ended, as do its children. */
    private CommandOutput command() {
        CommandOutput commandOutput = keep(CommandOutput.of(
                reader,
                "trap '' TERM HUP PIPE; echo $$ >>" + pids + "; (trap '' TERM HUP; exec sleep 1000) & echo $! >>" + pids
                        + "; echo begun; while :; do sleep 1; done",
                StderrMode.MERGE));
        commandOutput.grant(1000);
        Await.until("the beginning of the command", () -> commandOutput.output().equals("begun\n"));
        return commandOutput;
    }

    private void commandIsGone() throws Exception {
        for (String pid : Files.readAllLines(pids)) {
            Await.until("the end of " + pid, SOON, () -> Processes.isGone(Long.parseLong(pid)));
        }
    }

    private CheckedFollow followed() throws Exception {
        return follow(begun("a.log"));
    }

    @Test
    void whenItIsKilledItsCommandsEndAndWhoFollowsIsTold() throws Exception {
        CheckedFollow checkedFollow = followed();
        CommandOutput commandOutput = command();
        Processes.signal("KILL", host.process());
        Await.until(
                "the end of the following", () -> checkedFollow.followRecord().hasEnded());
        assertNotNull(checkedFollow.followRecord().cause());
        commandOutput.awaitEnd();
        assertNotNull(commandOutput.cause());
        commandIsGone();
    }

    @Test
    void whenItIsStoppedForGoodItIsGivenUpAndEndsWhenItGoesOn() throws Exception {
        assumeTrue(
                setup.kind() != Kind.SH || setup.place() == Place.HERE, "on a remote host its watchdog does the same");
        CheckedFollow checkedFollow = followed();
        command();
        long process = host.process();
        Processes.signal("STOP", process);
        try {
            Await.until(
                    "the end of the following",
                    Duration.ofSeconds(20),
                    () -> checkedFollow.followRecord().hasEnded());
            assertNotNull(checkedFollow.followRecord().cause());
        } finally {
            if (!Processes.isGone(process)) { // another of its processes may have ended it
                Processes.signal("CONT", process);
            }
        }
        Await.until("its end", SOON, () -> Processes.isGone(process));
        commandIsGone();
    }

    @Test
    void whenItIsStoppedForAWhileNothingIsLost() throws Exception {
        LogWriter log = writer("a.log", Layout.PLAIN, Scheme.ASCENDING);
        log.create();
        CheckedFollow checkedFollow = follow(log);
        long process = host.process();
        Processes.signal("STOP", process);
        Thread.sleep(500);
        for (int i = 0; i < 20; i++) {
            write(log);
            if (setup.kind().keeps(Promise.ORDER)) {
                renew(log);
            }
        }
        Thread.sleep(1500);
        Processes.signal("CONT", process);
        checkedFollow.settle(SOON);
        assertFalse(lives(checkedFollow).contains("+"), lives(checkedFollow));
    }

    @Test
    void whenItsConnectionFallsSilentItEndsItself() throws Exception {
        assumeTrue(setup.place() == Place.SSHD, "there is no connection");
        CheckedFollow checkedFollow = followed();
        command();
        long process = host.process();
        host.ssh().pauseConnections();
        try {
            Await.until("its end", Duration.ofSeconds(14), () -> Processes.isGone(process));
            commandIsGone();
            Await.until(
                    "the end of the following",
                    Duration.ofSeconds(20),
                    () -> checkedFollow.followRecord().hasEnded());
        } finally {
            host.ssh().killConnections();
        }
    }

    @Test
    void whenItsConnectionIsCutItEndsAndTheNextFollowingConnectsAgain() throws Exception {
        assumeTrue(setup.place() == Place.SSHD, "there is no connection");
        LogWriter log = begun("cut.log");
        CheckedFollow checkedFollow = follow(log);
        command();
        long process = host.process();
        host.ssh().killConnections();
        Await.until(
                "the end of the following", () -> checkedFollow.followRecord().hasEnded());
        Await.until("its end", SOON, () -> Processes.isGone(process));
        commandIsGone();
        write(log);
        follow(log);
    }

    @Test
    void whenItIsClosedNothingIsLeft() throws Exception {
        CheckedFollow checkedFollow = followed();
        command();
        List<Long> all = host.processes();
        assertTrue(all.size() >= 3, "reader, shell and children: " + all);
        reader.close();
        Await.until("the end of all", () -> all.stream().allMatch(Processes::isGone));
        Await.until(
                "the end of the following", () -> checkedFollow.followRecord().hasEnded());
        assertEquals(1, Files.readAllLines(pids).size() - 1);
    }

    @Test
    void whatIsLeftOfOneThatWasKilledWithItsWatchdogIsRemovedByTheNext() throws Exception {
        assumeTrue(setup.kind() == Kind.SH, "the others have no directory");
        Path temporary = Path.of(setup.place() == Place.HERE ? System.getenv().getOrDefault("TMPDIR", "/tmp") : "/tmp");
        command();
        String name = "onetail." + host.process() + ".";
        List<Path> left;
        try (Stream<Path> all = Files.list(temporary)) {
            left = all.filter(file -> file.getFileName().toString().startsWith(name))
                    .toList();
        }
        assertEquals(1, left.size());
        Path used = Files.createDirectory(
                temporary.resolve("onetail." + ProcessHandle.current().pid() + ".in-use"));
        try {
            StringBuilder pids = new StringBuilder();
            host.processes().forEach(pid -> pids.append(' ').append(pid));
            HostActions.sh("kill -s KILL" + pids + " 2>&1 || :"); // a child may have ended meanwhile
            Await.until("its end", SOON, () -> host.processes().isEmpty());
            assertTrue(Files.exists(left.get(0)), "nobody is there to remove it");
            Files.writeString(directory.resolve("next.log"), "one\n");
            Await.until("the next one answers", SOON, () -> answers(directory.resolve("next.log")));
            Await.until("it is removed", SOON, () -> Files.notExists(left.get(0)));
            assertTrue(Files.exists(used), "its process is there");
        } finally {
            Files.delete(used);
        }
    }

    /** False as long as the one that was killed is still thought to be there. */
    private boolean answers(Path log) {
        try {
            reader.look(log.toString());
            return true;
        } catch (LogException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itKeepsNoFileOfItsOwn() throws Exception {
        followed();
        command();
        for (long process : host.processes()) {
            assertTrue(
                    Processes.targets(process).stream()
                            .noneMatch(target -> target.startsWith("/tmp/") && !target.startsWith(root.toString())
                                    || target.startsWith("/dev/shm/")),
                    () -> "open: " + Processes.targets(process));
        }
    }

    @Test
    void quietLogsCostNextToNothing() throws Exception {
        needs(Promise.SPEED);
        List<CheckedFollow> sessions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sessions.add(following(begun("quiet" + i + ".log")));
        }
        for (CheckedFollow checkedFollow : sessions) {
            checkedFollow.settle(SOON);
        }
        long process = host.process();
        long before = Processes.used(process);
        Thread.sleep(4000);
        long used = Processes.used(process) - before;
        assertTrue(used <= 12, "hundredths of a second in four seconds: " + used);
    }

    @Test
    void aProgramThatHasUnpackedAFileIsNotAZombie() throws Exception {
        Path file = directory.resolve("small.log");
        Files.writeString(file, "0123456789".repeat(100));
        FileId id = reader.look(file.toString()).id();
        HostActions.sh("gzip " + file + "; mv " + file + ".gz " + file + ".1.gz; echo new >" + file);
        assertEquals("0123", new String(reader.read(file.toString(), id, 0, 4), StandardCharsets.US_ASCII));
        // what was unpacked is kept for the next range
        Await.until(
                "no zombie",
                Duration.ofSeconds(4),
                () -> ProcessHandle.of(host.process())
                        .orElseThrow()
                        .descendants()
                        .noneMatch(child -> Processes.isGone(child.pid())));
    }
}
