package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import io.onetail.tail.suite.ReaderSuite.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Other files get the log's name, in all the ways that people and programs use. */
class RotationIT extends ReaderCases {
    @Test
    void everySchemeAndLayoutIsFollowed() throws Exception {
        List<LogWriter> logs = new ArrayList<>();
        List<CheckedFollow> sessions = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            for (Scheme scheme : Scheme.values()) {
                LogWriter log = writer(layout + "-" + scheme + ".log", layout, scheme);
                log.create();
                write(log);
                logs.add(log);
                sessions.add(following(log));
            }
        }
        settle(sessions);
        for (int i = 0; i < 3; i++) {
            for (Step step : List.<Step>of(LogWriter::rotate, LogWriter::create, ReaderCases::write)) {
                for (LogWriter log : logs) {
                    step.take(log);
                }
                settle(sessions);
            }
        }
        for (int i = 0; i < logs.size(); i++) {
            assertEquals(
                    "first next next next",
                    lives(sessions.get(i)),
                    logs.get(i).name().toString());
        }
    }

    private interface Step {
        void take(LogWriter log) throws IOException;
    }

    private static void settle(List<CheckedFollow> sessions) {
        sessions.forEach(checkedFollow -> checkedFollow.settle(SOON));
    }

    @Test
    void manyAtOnceAreToldOneByOne() throws Exception {
        needs(Promise.ORDER);
        for (Scheme scheme : Scheme.values()) {
            LogWriter log = writer(scheme + ".log", Layout.PLAIN, scheme);
            log.create();
            write(log);
            CheckedFollow checkedFollow = follow(log);
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 5; i++) {
                    renew(log);
                }
                checkedFollow.settle(SOON);
            }
            assertFalse(lives(checkedFollow).contains("+"), lives(checkedFollow));
            assertEquals(21, lives(checkedFollow).split(" ").length);
        }
    }

    @Test
    void theLastBytesBeforeARotationComeFirst() throws Exception {
        LogWriter log = begun("last.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < times(30, 5); i++) {
            log.write(log.file(), log.uniqueLines.exactly(200_000));
            log.rotate();
            log.create();
            write(log);
            if (setup.kind().isSlow()) {
                checkedFollow.settle(SOON);
            }
        }
        checkedFollow.settle(SOON);
    }

    @Test
    void whatCameAndWentUnseenIsToldAsMissed() throws Exception {
        needs(Promise.ORDER);
        LogWriter log = begun("short.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 10; i++) {
            log.rotate();
            for (int j = 0; j < 3; j++) {
                log.create();
                write(log);
                log.delete();
            }
            log.create();
            write(log);
            checkedFollow.settle(SOON);
        }
    }

    @Test
    void aLinkThatIsTurnedQuicklyMissesNothingSilently() throws Exception {
        assumeTrue(
                Integer.getInteger("onetail.pace", 40) == 0,
                "after several turns within a millisecond, lives are missed or missed is reported without need; see -Donetail.pace=0");
        needs(Promise.ORDER);
        LogWriter log = writer("turned.log", Layout.FAR_LINK, Scheme.ASCENDING);
        log.create();
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 3; j++) {
                log.point(null);
                write(log);
            }
            checkedFollow.settle(SOON);
        }
    }

    @Test
    void aLinkThatIsTurnedBackAndForthRepeatsNothing() throws Exception {
        needs(Promise.LATE);
        LogWriter log = writer("blue-green.log", Layout.LINK, Scheme.ASCENDING);
        log.create();
        write(log);
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 4; i++) {
            log.point(i == 0 ? null : log.newestOld());
            write(log);
            checkedFollow.settle(LATE);
        }
        assertEquals("first next", lives(checkedFollow));
    }

    @Test
    void aRenameThatIsUndoneRepeatsNothing() throws Exception {
        LogWriter log = begun("undone.log");
        CheckedFollow checkedFollow = follow(log);
        log.rotate();
        checkedFollow.settle(SOON);
        log.comeBack(log.newestOld());
        checkedFollow.settle(SOON);
        write(log);
        settlesWith("first", checkedFollow);
    }

    @Test
    void aFileThatComesBackAfterAnotherHadItsNameGoesOn() throws Exception {
        needs(Promise.LATE);
        LogWriter log = begun("swapped.log");
        CheckedFollow checkedFollow = follow(log);
        TruthFile first = log.file();
        renewAndSettle(log, checkedFollow);
        log.rotate();
        log.comeBack(first);
        write(log);
        checkedFollow.settle(LATE);
        assertEquals("first next", lives(checkedFollow));
    }

    @Test
    void filesThatAreSavedInOneStepAreToldEachTime() throws Exception {
        LogWriter log = begun("saved.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 10; i++) {
            log.saveAtomically();
            checkedFollow.settle(SOON);
        }
        assertEquals("first" + " next".repeat(10), lives(checkedFollow));
    }

    @Test
    void filesThatAreMovedElsewhereAreReadToTheirEnd() throws Exception {
        needs(Promise.LATE);
        LogWriter log = begun("moved.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 3; i++) {
            log.write(log.file(), log.uniqueLines.exactly(100_000));
            log.moveElsewhere();
            writeLate(log, 0);
            log.create();
            write(log);
            checkedFollow.settle(LATE);
        }
        assertEquals("first next next next", lives(checkedFollow));
    }

    @Test
    void theDirectoryMayHaveAnotherNameForAWhile() throws Exception {
        LogWriter log = writer("away.log", Layout.ALONE, Scheme.DESCENDING);
        log.create();
        write(log);
        CheckedFollow checkedFollow = follow(log);
        log.directoryAway(() -> {
            checkedFollow.settle(SOON);
            if (setup.kind().keeps(Promise.LATE)) {
                write(log);
                checkedFollow.settle(SOON);
            }
        });
        checkedFollow.settle(SOON);
        write(log);
        checkedFollow.settle(SOON);
        log.rotate();
        log.create();
        settlesWith("first next", checkedFollow);
    }

    @Test
    void neighboursWithNamesThatAreMuchAlikeAreOthers() throws Exception {
        LogWriter one = begun("app1.log");
        LogWriter ten = begun("app10.log");
        CheckedFollow first = follow(one);
        CheckedFollow second = follow(ten);
        for (int i = 0; i < times(20, 5); i++) {
            ten.rotate();
            one.rotate();
            one.create();
            ten.create();
            write(one);
            write(ten);
            if (!setup.kind().keeps(Promise.ORDER)) {
                second.settle(SOON);
                first.settle(SOON);
            }
        }
        first.settle(SOON);
        second.settle(SOON);
    }

    @Test
    void logsThatAreRenamedOntoOneAnotherAreTold() throws Exception {
        Path a = Files.writeString(directory.resolve("a"), "of a\n");
        Path b = Files.writeString(directory.resolve("b"), "of b\n");
        UncheckedFollow onA = keep(UncheckedFollow.follow(reader, a));
        UncheckedFollow onB = keep(UncheckedFollow.follow(reader, b));
        onA.feed();
        onB.feed();
        onA.awaitText(0, "of a\n");
        onB.awaitText(0, "of b\n");
        Files.move(a, b, StandardCopyOption.REPLACE_EXISTING);
        onB.awaitText(1, "of a\n");
        onA.awaitFailure(FailureCode.NOT_FOUND);
        HostActions.append(b, "more\n");
        onB.awaitText(1, "of a\nmore\n");
        Files.writeString(a, "new\n");
        onA.awaitLives(2);
        onA.awaitText(1, "new\n");
        assertTrue(onA.wrongs().isEmpty() && onB.wrongs().isEmpty(), onA.wrongs() + " " + onB.wrongs());
    }

    @Test
    void aReaderWithoutCreditTellsEveryLifeAndReadsThemLater() throws Exception {
        needs(Promise.ORDER);
        LogWriter log = begun("starved.log");
        CheckedFollow checkedFollow = starved(log);
        checkedFollow.awaitLives(1);
        for (int i = 1; i <= 40; i++) {
            log.rotate();
            log.create();
            log.write(log.file(), log.uniqueLines.lines(20));
            checkedFollow.awaitLives(i + 1);
        }
        checkedFollow.settle(SOON);
        assertFalse(lives(checkedFollow).contains("+"), lives(checkedFollow));
    }

    @Test
    void ofMoreLivesThanAreKeptTheOldestAreGivenUpAndThatIsSaid() throws Exception {
        needs(Promise.ORDER);
        Path file = Files.writeString(directory.resolve("unread.log"), "life 0\n");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.awaitLives(1);
        uncheckedFollow.start(0, 0);
        for (int i = 1; i <= 100; i++) {
            Files.move(file, directory.resolve("unread.log." + i));
            Files.writeString(file, "life " + i + "\n");
            uncheckedFollow.awaitLives(i + 1);
        }
        uncheckedFollow.grant(1 << 20);
        uncheckedFollow.awaitText(100, "life 100\n");
        long came = IntStream.rangeClosed(0, 100)
                .filter(i -> uncheckedFollow.text(i).equals("life " + i + "\n"))
                .count();
        assertTrue(came >= 60 && came <= 80, "lives that came: " + came);
        assertTrue(
                uncheckedFollow.text(99).equals("life 99\n")
                        && uncheckedFollow.text(1).isEmpty(),
                "the oldest are given up");
        assertEquals(List.of(), uncheckedFollow.wrongs());
    }
}
