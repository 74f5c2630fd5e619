package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.tail.suite.ReaderSuite.AlsoOverSsh;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Following one file, and many, from the beginning. */
@AlsoOverSsh
class FollowIT extends ReaderCases {
    /** For so long a reader keeps a deleted file that it has not seen closed. */
    private static final Duration DELETED_KEPT = Duration.ofSeconds(60);

    @Test
    void whatIsThereComesAndThenWhatIsAdded() throws Exception {
        LogWriter log = begun("a.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 200; i++) {
            write(log);
        }
        settlesWith("first", checkedFollow);
        log.write(log.file(), log.uniqueLines.exactly(3_000_000));
        checkedFollow.settle(SOON);
    }

    @Test
    void reachingTheEndIsSaidOfAnEmptyFileToo() throws Exception {
        LogWriter log = writer("empty.log");
        log.create();
        CheckedFollow checkedFollow = follow(log);
        assertEquals("first", lives(checkedFollow));
    }

    @Test
    void readingBeginsAtTheByteThatWasAskedFor() throws Exception {
        LogWriter log = begun("middle.log");
        log.write(log.file(), log.uniqueLines.exactly(300_000));
        for (int from : List.of(1, 100_000, log.file().content().size())) {
            CheckedFollow checkedFollow = keep(new CheckedFollow(log.ledger, reader, log.name(), size -> from));
            checkedFollow.feed(true);
            checkedFollow.settle(SOON);
            write(log);
            checkedFollow.settle(SOON);
            checkedFollow.stop();
        }
    }

    @Test
    void nothingComesBeforeItIsAskedForAndLivesAreToldMeanwhile() throws Exception {
        LogWriter log = begun("unstarted.log");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, log.name()));
        uncheckedFollow.follower().grant(1 << 20);
        uncheckedFollow.awaitLives(1);
        for (int i = 2; i <= 4; i++) {
            renew(log);
            uncheckedFollow.awaitLives(i);
        }
        assertEquals(0, uncheckedFollow.bytes());
        uncheckedFollow.start(2, 3);
        Await.until(
                "the rest of life 2, and life 3", () -> uncheckedFollow.text(3).equals(log.text()));
        assertEquals("", uncheckedFollow.text(0) + uncheckedFollow.text(1));
        assertEquals(new String(log.old.get(0).content().copy()).substring(3), uncheckedFollow.text(2));
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }

    @Test
    void aMissingFileIsToldAndComesWhenItIsThere() throws Exception {
        LogWriter log = writer("later.log");
        CheckedFollow checkedFollow = following(log);
        checkedFollow.settle(SOON);
        log.create();
        write(log);
        settlesWith("first", checkedFollow);
        log.rotate();
        checkedFollow.settle(SOON);
        log.create();
        settlesWith("first next", checkedFollow);
    }

    @Test
    void aFileInADirectoryThatIsMadeLaterComes() throws Exception {
        Path far = directory.resolve("a/b/c");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, far.resolve("x.log")));
        uncheckedFollow.feed();
        Await.until("that it is missing", () -> uncheckedFollow.failure() == FailureCode.NOT_FOUND);
        for (Path path : List.of(directory.resolve("a"), directory.resolve("a/b"), far)) {
            Files.createDirectory(path);
        }
        Files.writeString(far.resolve("x.log"), "there\n");
        Await.until("the line", () -> uncheckedFollow.text().equals("there\n"));
        HostActions.remove(directory.resolve("a"));
        Await.until("that it is missing again", () -> uncheckedFollow.failure() == FailureCode.NOT_FOUND);
        Files.createDirectories(far);
        Files.writeString(far.resolve("x.log"), "again\n");
        Await.until("the line of the new one", () -> uncheckedFollow.text(1).equals("again\n"));
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }

    @Test
    void aDirectoryThatIsRecreatedAgainAndAgainIsWatchedEachTime() throws Exception {
        Path in = directory.resolve("in");
        Path file = in.resolve("x.log");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        for (int i = 0; i < 5; i++) {
            String line = "line " + i + "\n";
            int life = i;
            Files.createDirectory(in);
            Files.writeString(file, line);
            Await.until(
                    line,
                    () -> uncheckedFollow.lifeCount() > life
                            && uncheckedFollow.text(life).equals(line));
            HostActions.remove(in);
            Await.until("that it is missing", () -> uncheckedFollow.failure() == FailureCode.NOT_FOUND);
        }
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }

    @Test
    void whatIsNotAFileIsReportedUntilThereIsOne() throws Exception {
        Path file = directory.resolve("odd.log");
        Files.createDirectory(file);
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        Await.until("that it is a directory", () -> uncheckedFollow.failure() == FailureCode.UNREADABLE);
        Files.delete(file);
        Await.until("that it is missing", () -> uncheckedFollow.failure() == FailureCode.NOT_FOUND);
        Fifo.make(file);
        Await.until("that it is not a regular file", () -> uncheckedFollow.failure() == FailureCode.UNREADABLE);
        Files.delete(file);
        Files.writeString(file, "a line\n");
        Await.until("the line", () -> uncheckedFollow.text().equals("a line\n"));
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }

    @Test
    void aLinkIsFollowedThroughOthersWhereverItLeads() throws Exception {
        Path target = Files.createDirectory(directory.resolve("deep")).resolve("target.log");
        Path middle = Files.createSymbolicLink(directory.resolve("middle"), target);
        Path file = Files.createSymbolicLink(directory.resolve("link.log"), middle);
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        Await.until("that it is missing", () -> uncheckedFollow.failure() == FailureCode.NOT_FOUND);
        Files.writeString(target, "one\n");
        Await.until("what the link leads to", () -> uncheckedFollow.text().equals("one\n"));
        Path other = Files.writeString(directory.resolve("other.log"), "two\n");
        Files.delete(middle);
        Files.createSymbolicLink(middle, other);
        Await.until(
                "what it leads to now",
                () -> uncheckedFollow.lifeCount() == 2
                        && uncheckedFollow.text(1).equals("two\n"));
        assertEquals(other.toString(), uncheckedFollow.life(1).file().path());
        Files.delete(middle);
        Files.createSymbolicLink(middle, file);
        Await.until("that it leads to itself", () -> uncheckedFollow.failure() == FailureCode.UNREADABLE);
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }

    @Test
    void whereNoGlobAllowsItNothingIsShown() throws Exception {
        Path secret = Files.writeString(root.resolve("secret.log"), "secret\n");
        Path file = directory.resolve("a.log");
        Files.createSymbolicLink(file, secret);
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        Await.until("that it is forbidden", () -> uncheckedFollow.failure() == FailureCode.FORBIDDEN);
        Files.delete(file);
        Files.writeString(file, "for all\n");
        Await.until("the line", () -> uncheckedFollow.text().equals("for all\n"));
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        Await.until("that it is forbidden again", () -> uncheckedFollow.failure() == FailureCode.FORBIDDEN);
        assertEquals(1, uncheckedFollow.lifeCount());
    }

    @Test
    void aFileThatHasLostItsNameIsReadOn() throws Exception {
        LogWriter log = begun("renamed.log");
        CheckedFollow checkedFollow = follow(log);
        log.rotate();
        writeLate(log, 0);
        settlesWith("first", checkedFollow);
    }

    @Test
    void manyLogsComeEachForItself() throws Exception {
        int count = times(100, 30);
        List<LogWriter> logs = new ArrayList<>();
        List<CheckedFollow> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            logs.add(begun("many" + i + ".log"));
            sessions.add(following(logs.get(i)));
        }
        for (int round = 0; round < 5; round++) {
            for (LogWriter log : logs) {
                write(log);
            }
        }
        for (CheckedFollow checkedFollow : sessions) {
            checkedFollow.settle(SOON);
        }
    }

    @Test
    void oneLogCanBeFollowedTwice() throws Exception {
        LogWriter log = begun("twice.log");
        CheckedFollow one = follow(log);
        CheckedFollow other = follow(log);
        write(log);
        one.settle(SOON);
        one.stop();
        write(log);
        other.settle(SOON);
        assertTrue(one.followRecord().hasEnded());
    }

    @Test
    void afterStoppingNothingComes() throws Exception {
        LogWriter log = begun("stopped.log");
        CheckedFollow checkedFollow = follow(log);
        checkedFollow.stop();
        checkedFollow.stop();
        Await.until("the end", () -> checkedFollow.followRecord().hasEnded());
        write(log);
        log.rotate();
        log.create();
        follow(log);
        assertNull(checkedFollow.followRecord().cause());
        assertEquals(List.of(), checkedFollow.followRecord().wrongs());
    }

    @Test
    void comingAndGoingOfNamesIsToldOnDemandAndNotTooOften() throws Exception {
        LogWriter log = begun("names.log");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.followNames(reader, log.name()));
        uncheckedFollow.feed();
        uncheckedFollow.awaitLives(1);
        Files.writeString(directory.resolve("new"), "");
        Await.until("a change", () -> uncheckedFollow.changes() > 0);
        int before = uncheckedFollow.changes();
        long start = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            Files.delete(Files.writeString(directory.resolve("new" + i), ""));
        }
        Files.delete(directory.resolve("new"));
        Await.until("a change", () -> uncheckedFollow.changes() > before);
        follow(log).stop();
        long halfSeconds = (System.nanoTime() - start) / 500_000_000;
        assertTrue(uncheckedFollow.changes() <= before + halfSeconds + 2, "changes: " + uncheckedFollow.changes());
    }

    @Test
    void aFileOfManyGigabytesIsReadAtItsEndAndItsHoleIsTold() throws Exception {
        Path file = directory.resolve("big.log");
        long end = 5L << 30;
        HostActions.writeAt(file, end, "far\n");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.grant(1 << 20);
        uncheckedFollow.awaitLives(1);
        assertEquals(end + 4, uncheckedFollow.life(0).file().size());
        uncheckedFollow.start(0, end - 10_000);
        Await.until("its end", () -> uncheckedFollow.text().endsWith("far\n"));
        assertTrue(
                uncheckedFollow.text().startsWith("\0\0\0")
                        && uncheckedFollow.text().length() == 10_004,
                "zeros, then the end");
    }

    @Test
    void aHoleIsToldInsteadOfItsZeros() throws Exception {
        needs(Promise.HOLES);
        Path file = directory.resolve("hole.log");
        long end = 300L << 20;
        HostActions.writeAt(file, 0, "near\n");
        HostActions.writeAt(file, end, "far\n");
        UncheckedFollow whole = keep(UncheckedFollow.follow(reader, file));
        whole.grant(1 << 20);
        whole.awaitLives(1);
        whole.start(0, 0);
        Await.until("all of it", () -> whole.end(0) == end + 4);
        assertTrue(whole.bytes() < 1 << 20, "the hole is not sent: " + whole.bytes());
    }

    @Test
    void manyRotationsLeaveNothingOpenButWhatIsStillFollowed() throws Exception {
        needs(Promise.ORDER);
        LogWriter log = begun("resources.log");
        CheckedFollow checkedFollow = follow(log);
        rotate(log, 20);
        checkedFollow.settle(SOON);
        long before = host.descriptors();
        rotate(log, 300);
        checkedFollow.settle(SOON);
        Await.until(
                () -> "descriptors: " + before + ", now " + host.descriptors(),
                DELETED_KEPT.plus(SOON),
                () -> host.descriptors() <= before + 10);
    }

    private static void rotate(LogWriter log, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            renew(log);
        }
    }
}
