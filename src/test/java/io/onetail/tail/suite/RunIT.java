package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.catalog.StderrMode;
import io.onetail.tail.suite.ReaderSuite.AlsoOverSsh;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands. */
@AlsoOverSsh
class RunIT extends ReaderCases {
    private CommandOutput run(String command, StderrMode errors) {
        CommandOutput commandOutput = keep(CommandOutput.of(reader, command, errors));
        commandOutput.grant(1 << 24);
        return commandOutput;
    }

    private CommandOutput ended(String command, StderrMode errors) {
        CommandOutput commandOutput = run(command, errors);
        commandOutput.awaitEnd();
        assertNull(commandOutput.cause());
        return commandOutput;
    }

    @Test
    void whatItSaysAndHowItEndedIsTold() {
        CommandOutput commandOutput = ended("echo one; printf two; exit 3", StderrMode.MERGE);
        assertEquals("one\ntwo", commandOutput.output());
        assertEquals(List.of(3), commandOutput.statuses());
    }

    @Test
    void bothOutputsAreKeptApartOrMergedInOrder() {
        String command = "for i in 1 2 3; do echo out $i; echo error $i >&2; done";
        CommandOutput merged = ended(command, StderrMode.MERGE);
        assertEquals("out 1\nerror 1\nout 2\nerror 2\nout 3\nerror 3\n", merged.output());
        CommandOutput apart = ended(command, StderrMode.MARK);
        assertEquals("out 1\nout 2\nout 3\n", apart.output());
        assertEquals("error 1\nerror 2\nerror 3\n", apart.errors());
    }

    @Test
    void whatIsKeptApartComesInTheOrderInWhichItWasWritten() {
        assumeTrue(setup.kind().keeps(Promise.OUTPUTS));
        String said = ended(
                        "for i in 1 2 3 4 5; do echo out $i; sleep 0.2; echo error $i >&2; sleep 0.2; done",
                        StderrMode.MARK)
                .both();
        assertEquals(
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> "out " + i + "\nerror " + i + "\n")
                        .collect(Collectors.joining()),
                said);
    }

    @Test
    void aSignalIsNotAStatus() {
        assertEquals(List.of(-1), ended("kill -9 $$", StderrMode.MERGE).statuses());
    }

    @Test
    void whatIsNotACommandSaysSo() {
        CommandOutput commandOutput = ended("no-such-program-x", StderrMode.MERGE);
        assertEquals(List.of(127), commandOutput.statuses());
        assertTrue(commandOutput.output().contains("not found"), commandOutput.output());
    }

    @Test
    void aCommandIsTakenAsItIs() {
        String words = "it's \"$x\" 100% \\n `echo` ü\n";
        assertEquals(
                words, ended("cat <<'EOF'\n" + words + "EOF", StderrMode.MERGE).output());
    }

    @Test
    void nothingIsToBeReadByIt() {
        assertEquals("end\n", ended("cat; echo end", StderrMode.MERGE).output());
    }

    @Test
    void muchIsToldToTheByte() throws Exception {
        CommandOutput commandOutput = run("seq 1 " + times(2_000_000, 50_000), StderrMode.MERGE);
        commandOutput.feed();
        commandOutput.awaitEnd();
        String expected =
                HostActions.sh("seq 1 " + times(2_000_000, 50_000) + " | cksum").strip();
        Path got = Files.write(directory.resolve("got"), commandOutput.bytes());
        assertEquals(expected, HostActions.sh("cksum <" + got).strip());
    }

    @Test
    void withoutCreditItWaitsAndNothingGrows() throws Exception {
        Path done = directory.resolve("done");
        int all = times(30_000_000, 400_000);
        CommandOutput commandOutput =
                keep(CommandOutput.of(reader, "yes | head -c " + all + "; echo x >" + done, StderrMode.MERGE));
        commandOutput.grant(1000);
        Await.until("what was granted", () -> commandOutput.bytes().length == 1000);
        Thread.sleep(1500); // long enough for all of it
        assertTrue(Files.notExists(done), "the command was not held up");
        assertEquals(1000, commandOutput.bytes().length);
        commandOutput.grant(1 << 30);
        Await.until("the rest", () -> commandOutput.bytes().length == all);
        commandOutput.awaitEnd();
        assertTrue(Files.exists(done));
    }

    @Test
    void whatABackgroundChildSaysAfterTheEndIsToldBeforeIt() {
        CommandOutput commandOutput = ended("(sleep 0.7; echo late) & echo now; exit 5", StderrMode.MERGE);
        assertEquals("now\nlate\n", commandOutput.output());
        assertEquals(List.of(5), commandOutput.statuses());
    }

    @Test
    void aStoppedCommandEndsWithAllOfItsGroup() throws Exception {
        Path pids = directory.resolve("pids");
        CommandOutput commandOutput = run(
                "trap '' TERM; echo $$ >>" + pids + "; sh -c 'trap \"\" TERM; echo $$ >>" + pids
                        + "; sleep 1000 & echo $! >>" + pids + "; wait; sleep 1000' & sleep 1000 & echo $! >>" + pids
                        + "; echo begun; while :; do sleep 1; done",
                StderrMode.MERGE);
        Await.until("the beginning of the command", () -> commandOutput.output().startsWith("begun"));
        Await.until("its children", () -> Files.readAllLines(pids).size() == 4);
        commandOutput.follower().stop();
        commandOutput.awaitEnd();
        assertNull(commandOutput.cause());
        areGone(pids);
    }

    @Test
    void closingTheReaderEndsItsCommands() throws Exception {
        Path pids = directory.resolve("pids");
        CommandOutput commandOutput = run(
                "trap '' TERM; echo $$ >>" + pids + "; sleep 1000 & echo $! >>" + pids + "; wait; sleep 1000",
                StderrMode.MERGE);
        Await.until(
                "its children",
                () -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
        reader.close();
        commandOutput.awaitEnd();
        areGone(pids);
    }

    private static void areGone(Path pids) throws Exception {
        for (String pid : Files.readAllLines(pids)) {
            Await.until("the end of " + pid, () -> Processes.isGone(Long.parseLong(pid)));
        }
    }

    @Test
    void manyRunAtOnce() {
        List<CommandOutput> all = new ArrayList<>();
        for (int i = 0; i < times(30, 10); i++) {
            all.add(run("echo begin " + i + "; sleep 0.2; echo end " + i, StderrMode.MERGE));
        }
        for (int i = 0; i < times(30, 10); i++) {
            all.get(i).awaitEnd();
            assertEquals("begin " + i + "\nend " + i + "\n", all.get(i).output());
        }
    }

    @Test
    void aCommandThatFloodsDelaysNoLogForLong() throws Exception {
        LogWriter log = begun("live.log");
        CheckedFollow checkedFollow = follow(log);
        CommandOutput commandOutput = run("yes", StderrMode.MERGE);
        commandOutput.keepNothing();
        commandOutput.feed();
        long slowest = 0;
        for (int i = 0; i < times(50, 5); i++) {
            long written = System.nanoTime();
            write(log);
            checkedFollow.settle(SOON);
            slowest = Math.max(slowest, System.nanoTime() - written);
        }
        commandOutput.follower().stop();
        commandOutput.awaitEnd();
        if (setup.kind().keeps(Promise.SPEED)) {
            assertTrue(slowest < 1_000_000_000, "a line took " + slowest / 1_000_000 + " ms");
        }
    }
}
