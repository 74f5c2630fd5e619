package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.protocol.FileId;
import io.onetail.tail.suite.ReaderSuite.Kind;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers that keep using a file that has lost its name. */
class LateIT extends ReaderCases {
    @BeforeEach
    void canReadThem() {
        needs(Promise.LATE);
    }

    @Test
    void aQuietWriterIsHeardWhileTheNewFileIsEmpty() throws Exception {
        LogWriter log = begun("quiet.log");
        CheckedFollow checkedFollow = follow(log);
        log.rotate();
        log.create();
        for (int i = 0; i < 5; i++) {
            writeLate(log, 0);
            checkedFollow.settle(SOON);
        }
        write(log);
        settlesWith("first next", checkedFollow);
    }

    @Test
    void aLateLineComesWhileTheNewFileIsInUse() throws Exception {
        LogWriter log = begun("in-use.log");
        CheckedFollow checkedFollow = follow(log);
        renewAndSettle(log, checkedFollow);
        for (int i = 0; i < 3; i++) {
            writeLate(log, 0);
            write(log);
            checkedFollow.settle(LATE);
        }
    }

    @Test
    void twoOldFilesMayBeInUse() throws Exception {
        LogWriter log = begun("two.log");
        CheckedFollow checkedFollow = follow(log);
        renewAndSettle(log, checkedFollow);
        renewAndSettle(log, checkedFollow);
        for (int i = 0; i < 3; i++) {
            writeLate(log, 0);
            writeLate(log, 1);
            write(log);
        }
        checkedFollow.settle(Duration.ofSeconds(40));
    }

    @Test
    void twoBusyWritersDoNotMakeAChangeForEachLine() throws Exception {
        LogWriter log = begun("busy.log");
        CheckedFollow checkedFollow = follow(log);
        renewAndSettle(log, checkedFollow);
        long end = System.nanoTime() + 8_000_000_000L;
        int lines = 0;
        while (System.nanoTime() < end) {
            writeLate(log, 0);
            write(log);
            lines++;
            Thread.sleep(5);
        }
        checkedFollow.settle(LATE);
        int changes = checkedFollow.followRecord().changesBack().size();
        assertTrue(changes >= 2 && changes <= 10, changes + " changes for " + lines + " lines");
    }

    @Test
    void aDeletedFileIsReadWhileItsWriterHasIt() throws Exception {
        LogWriter log = begun("deleted.log");
        CheckedFollow checkedFollow = follow(log);
        log.delete();
        for (int i = 0; i < 3; i++) {
            writeLate(log, 0);
            checkedFollow.settle(SOON);
        }
        log.create();
        write(log);
        checkedFollow.settle(SOON);
        writeLate(log, 0);
        checkedFollow.settle(LATE);
        assertEquals("first next", lives(checkedFollow));
    }

    private boolean deletedFileIsOpen() {
        return Processes.targets(host.process()).stream().anyMatch(target -> target.endsWith("(deleted)"));
    }

    @Test
    void aDeletedFileIsLetGoSoonAfterItsWriterHasClosedIt() throws Exception {
        assumeTrue(setup.kind() != Kind.LOCAL, "Java does not report that a file was closed");
        for (String order : List.of("close delete", "delete close", "rename close delete")) {
            Path file = directory.resolve(order.replace(' ', '-') + ".log");
            Path renamed = directory.resolve(file.getFileName() + ".1");
            OutputStream writer = keep(Files.newOutputStream(file));
            UncheckedFollow follow = keep(UncheckedFollow.follow(reader, file));
            follow.feed();
            follow.awaitLives(1);
            writer.write("one\n".getBytes(StandardCharsets.UTF_8));
            follow.awaitText(0, "one\n");
            for (String step : order.split(" ")) {
                switch (step) {
                    case "close" -> writer.close();
                    case "rename" -> Files.move(file, renamed);
                    default -> Files.delete(Files.exists(renamed) ? renamed : file);
                }
            }
            Files.writeString(file, "two\n");
            follow.awaitText(1, "two\n");
            Await.until("the space is free after " + order, SOON, () -> !deletedFileIsOpen());
        }
    }

    @Test
    void aWriterThatClosedTheFileLongAgoIsNotItsLast() throws Exception {
        LogWriter log = begun("earlier.log");
        CheckedFollow checkedFollow = follow(log);
        Files.newOutputStream(log.name(), StandardOpenOption.APPEND).close();
        Thread.sleep(3000); // longer than a close counts
        log.delete();
        log.create();
        write(log);
        checkedFollow.settle(SOON);
        Thread.sleep(4000); // longer than a file is kept after a close
        log.write(log.old.get(0), log.uniqueLines.line());
        checkedFollow.settle(LATE);
        assertEquals("first next", lives(checkedFollow));
    }

    @Test
    void eightOldFilesAreWatched() throws Exception {
        LogWriter log = begun("eight.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 8; i++) {
            renewAndSettle(log, checkedFollow);
        }
        writeLate(log, 6);
        checkedFollow.settle(LATE);
        assertEquals(List.of(), checkedFollow.followRecord().wrongs());
    }

    @Test
    void aFileThatIsKeptIsReadWhateverBecomesOfItsNames() throws Exception {
        Path file = Files.writeString(directory.resolve("kept.log"), "new\n");
        Path old = Files.writeString(directory.resolve("kept.log.1"), "old\n");
        FileId id = reader.look(file.toString(), List.of(old.toString()), 256, false)
                .get(0)
                .info()
                .id();
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        uncheckedFollow.awaitText(0, "new\n");
        assertTrue(uncheckedFollow.follower().keep(old.toString(), id.node()));
        assertTrue(uncheckedFollow.follower().keep(file.toString(), id.node()), "again, found beside the log");
        Files.writeString(old, "late\n", StandardOpenOption.APPEND);
        Files.delete(old);
        assertFalse(uncheckedFollow.follower().keep(file.toString(), "1:1"), "there is no such file");
        for (int i = 0; i < 3; i++) {
            byte[] bytes = reader.readOlder(file.toString(), old.toString(), id, 4, 100);
            assertEquals("late\n", bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
            Thread.sleep(700); // it is looked at once a second
        }
        uncheckedFollow.close();
        Await.until("closed", () -> reader.readOlder(file.toString(), old.toString(), id, 4, 100) == null);
    }
}
