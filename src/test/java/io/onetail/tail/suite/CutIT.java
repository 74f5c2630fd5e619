package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.tail.suite.ReaderSuite.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Files that are cut, or rewritten from the beginning. */
class CutIT extends ReaderCases {
    private interface Cut {
        void of(LogWriter log) throws IOException, InterruptedException;
    }

    private void isTold(String name, Cut cut) throws Exception {
        LogWriter log = begun(name);
        log.write(log.file(), log.uniqueLines.lines(40));
        CheckedFollow checkedFollow = follow(log);
        for (int i = 1; i <= times(8, 2); i++) {
            cut.of(log);
            checkedFollow.awaitLives(i + 1);
            checkedFollow.settle(SOON);
            assertEquals("first" + " cut".repeat(i), lives(checkedFollow), name);
            write(log);
            checkedFollow.settle(SOON);
        }
    }

    @Test
    void toNothingOrToAPart() throws Exception {
        isTold("nothing.log", log -> log.cut(0));
        isTold("part.log", log -> log.cut(log.file().content().size() / 2));
        isTold("byte.log", log -> log.cut(log.file().content().size() - 1));
    }

    @Test
    void toNothingAndWrittenToAtOnce() throws Exception {
        needs(Promise.CUT); // the writer continues where it was, so the file is at least as long as before
        isTold("at-once.log", log -> {
            log.cut(0);
            write(log);
        });
    }

    @Test
    void writtenAgainWhateverTheLength() throws Exception {
        needs(Promise.CUT);
        isTold(
                "same-length.log",
                log -> log.rewrite(log.uniqueLines.exactly(log.file().content().size())));
        isTold(
                "longer.log",
                log -> log.rewrite(log.uniqueLines.exactly(log.file().content().size() + 50)));
        isTold(
                "much-longer.log",
                log -> log.rewrite(log.uniqueLines.exactly(log.file().content().size() * 2)));
        isTold(
                "shorter.log",
                log -> log.rewrite(log.uniqueLines.exactly(log.file().content().size() - 50)));
    }

    @Test
    void writtenAgainWithTheSameBytes() throws Exception {
        needs(Promise.CUT);
        if (setup.kind().hasEvents()) {
            isTold("same.log", log -> {
                moment(30); // so that its time differs from that of the last line, even if clocks tick slowly
                log.rewrite(log.file().content().copy());
            });
        }
    }

    @Test
    void writtenAgainWithALongBeginningThatIsTheSame() throws Exception {
        needs(Promise.CUT);
        LogWriter log = writer("banner.log");
        log.create();
        byte[] banner = log.uniqueLines.exactly(5000);
        log.write(log.file(), banner);
        log.write(log.file(), log.uniqueLines.lines(20));
        CheckedFollow checkedFollow = follow(log);
        for (int i = 1; i <= 5; i++) {
            byte[] again = log.file().content().copy();
            byte[] other = log.uniqueLines.exactly(again.length - 5000);
            System.arraycopy(other, 0, again, 5000, other.length);
            log.rewrite(again);
            checkedFollow.awaitLives(i + 1);
            checkedFollow.settle(SOON);
            assertEquals("first" + " cut".repeat(i), lives(checkedFollow));
        }
    }

    @Test
    void aWriterThatGoesOnWhereItWasLeavesAHole() throws Exception {
        Path file = directory.resolve("hole.log");
        try (FileChannel writer = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writer.write(ByteBuffer.wrap("x".repeat(300_000).getBytes()));
            UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
            uncheckedFollow.feed();
            uncheckedFollow.awaitEnd(0, 300_000);
            writer.truncate(0);
            writer.position(300_000);
            writer.write(ByteBuffer.wrap("more\n".getBytes()));
            uncheckedFollow.awaitLives(2);
            uncheckedFollow.awaitEnd(1, 300_005);
            assertEquals("\0".repeat(300_000) + "more\n", uncheckedFollow.text(1));
            if (setup.kind().keeps(Promise.HOLES)) {
                assertTrue(uncheckedFollow.bytes() < 310_000, "the hole is not sent: " + uncheckedFollow.bytes());
            }
        }
    }

    @Test
    void aFileThatIsMadeLongerEndsWithZeros() throws Exception {
        Path file = Files.writeString(directory.resolve("extended.log"), "a line\n");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.feed();
        uncheckedFollow.awaitText(0, "a line\n");
        HostActions.sh("truncate -s 5000 " + file);
        uncheckedFollow.awaitEnd(0, 5000);
        assertEquals("a line\n" + "\0".repeat(4993), uncheckedFollow.text());
        assertEquals(1, uncheckedFollow.lifeCount());
    }

    @Test
    void withoutCreditWhatWasCutAwayIsNotSent() throws Exception {
        LogWriter log = begun("starved.log");
        log.write(log.file(), log.uniqueLines.lines(20));
        CheckedFollow checkedFollow = starvedAfter(100, log);
        log.cut(0);
        checkedFollow.awaitLives(2);
        write(log);
        settlesWith("first cut", checkedFollow);
    }

    @Test
    void aTimeThatWasOnlySetCutsNothing() throws Exception {
        assumeTrue(setup.kind().hasEvents(), "without events it counts as a rewrite");
        LogWriter log = begun("touched.log");
        CheckedFollow checkedFollow = follow(log);
        for (Instant time : new Instant[] {Instant.now().plusSeconds(5), Instant.EPOCH, Instant.now()}) {
            Files.setLastModifiedTime(log.spot(), FileTime.from(time));
            moment(1200); // as long as a reader may take to look, whatever events say
            write(log);
            checkedFollow.settle(SOON);
        }
        HostActions.sh("touch " + log.spot() + "; chmod 600 " + log.spot());
        moment(1200);
        write(log);
        settlesWith("first", checkedFollow);
    }

    @Test
    void appendingIsNeverTakenForACut() throws Exception {
        LogWriter log = begun("busy.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < times(3000, 600); i++) {
            log.write(log.file(), i % 100 == 0 ? log.uniqueLines.exactly(150_000) : log.uniqueLines.line());
        }
        settlesWith("first", checkedFollow);
    }

    @Test
    void oneThatIsWrittenAgainAndAgainIsToldInTheEnd() throws Exception {
        needs(Promise.CUT);
        LogWriter log = begun("again.log");
        CheckedFollow checkedFollow = follow(log);
        for (int i = 0; i < 200; i++) {
            log.rewrite(log.uniqueLines.exactly(100 + i % 3));
        }
        checkedFollow.settle(SOON);
    }

    private static void moment(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
