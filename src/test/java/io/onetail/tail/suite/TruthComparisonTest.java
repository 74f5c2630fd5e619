package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite's judge finds if a reader reports too little, too much or something else. */
class TruthComparisonTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private final Mouth mouth = new Mouth();
    private LogWriter log;
    private CheckedFollow checkedFollow;
    private int lives;

    @BeforeEach
    void begin() throws Exception {
        log = new LogWriter(directory, "a.log", Layout.PLAIN, Scheme.DESCENDING, new Random(1));
        log.create();
        log.write(log.file(), log.uniqueLines.lines(10));
        checkedFollow = new CheckedFollow(log.ledger, mouth, log.name(), size -> 0);
        checkedFollow.feed(true);
        life(FileLife.LifeKind.FIRST, false);
    }

    @AfterEach
    void end() throws Exception {
        checkedFollow.close();
        log.close();
    }

    private void life(FileLife.LifeKind kind, boolean missed) {
        life(kind, missed, log.file());
    }

    private void life(FileLife.LifeKind kind, boolean missed, TruthFile file) {
        byte[] all = file.content().copy();
        byte[] head = Arrays.copyOf(all, Math.min(all.length, 4096));
        mouth.sink.life(new FileLife(
                lives++,
                kind,
                missed,
                new FileInfo(log.name().toString(), file.node(), all.length, Instant.EPOCH, head)));
    }

    private void bytes(int life, byte[] content, int from, int until) {
        if (until > from) {
            mouth.sink.bytes(life, from, content, from, until - from);
        }
    }

    /** Reports everything that the current file contains, and that this is all. */
    private void all(int life, int from) {
        byte[] content = log.file().content().copy();
        bytes(life, content, from, content.length);
        mouth.sink.caughtUp(life, content.length);
    }

    /** Another file has the name for a while, with a line, and is deleted; the next one is empty. */
    private void anotherComesAndGoes() throws Exception {
        ReaderCases.renew(log);
        log.delete();
        log.create();
    }

    /** Reports that the current file is read to its end, which is at its begin. */
    private void nothingMoreIsFine(int life) {
        mouth.sink.caughtUp(life, 0);
        isFine();
    }

    private void isFine() {
        checkedFollow.settle(Duration.ofMillis(1));
    }

    private void isBlamed(String why) {
        String said = "";
        try {
            isFine();
        } catch (AssertionError e) {
            said = String.valueOf(e.getMessage());
        }
        assertTrue(said.contains(why), "expected '" + why + "', but was '" + said + "'");
    }

    @Test
    void allThatThereIsIsFine() throws Exception {
        all(0, 0);
        isFine();
        int size = log.file().content().size();
        ReaderCases.write(log);
        all(0, size);
        isFine();
        log.rotate();
        mouth.sink.nameless(new LogException(FailureCode.NOT_FOUND, "no"));
        isFine();
        log.create();
        life(FileLife.LifeKind.NEXT, false);
        ReaderCases.write(log);
        all(1, 0);
        isFine();
        log.cut(0);
        life(FileLife.LifeKind.CUT, false);
        nothingMoreIsFine(2);
    }

    @Test
    void aByteThatDoesNotComeIsLost() {
        byte[] content = log.file().content().copy();
        bytes(0, content, 0, content.length - 1);
        mouth.sink.caughtUp(0, content.length - 1);
        isBlamed("bytes from " + (content.length - 1));
    }

    @Test
    void aByteThatComesTwiceOrTooFarAheadIsNoneOfThisPlace() {
        byte[] content = log.file().content().copy();
        bytes(0, content, 0, 20);
        bytes(0, content, 19, 30);
        isBlamed("bytes at 19 of life 0 where 20 was due");
        bytes(0, content, 21, 30);
        isBlamed("bytes at 21 of life 0 where 20 was due");
    }

    @Test
    void otherBytesAreForeign() {
        byte[] content = log.file().content().copy();
        content[30] ^= 1;
        bytes(0, content, 0, content.length);
        isBlamed("differs at 30");
    }

    @Test
    void aLifeOfAnotherFileIsForeign() throws Exception {
        all(0, 0);
        TruthFile other = TruthFile.create(directory.resolve("other"), true);
        other.write(log.uniqueLines.line());
        life(FileLife.LifeKind.NEXT, false, other);
        isBlamed("fits no content");
        other.close();
    }

    @Test
    void aFileThatIsStillThereMustBeTold() throws Exception {
        all(0, 0);
        ReaderCases.renew(log);
        log.rotate();
        log.create();
        isBlamed("no life was reported");
        life(FileLife.LifeKind.NEXT, true);
        isBlamed("no life was reported");
    }

    @Test
    void aFileThatIsGoneMayBeMissedIfThatIsSaid() throws Exception {
        all(0, 0);
        anotherComesAndGoes();
        life(FileLife.LifeKind.NEXT, true);
        nothingMoreIsFine(1);
    }

    @Test
    void aFileThatIsGoneMustNotBeMissedSilently() throws Exception {
        all(0, 0);
        anotherComesAndGoes();
        life(FileLife.LifeKind.NEXT, false);
        isBlamed("lost without a mark");
    }

    @Test
    void theSameBytesWrittenAgainMayGoOnAsTheSameLifeWhateverHadTheNameBetween() throws Exception {
        all(0, 0);
        TruthFile first = log.file();
        int size = anotherHasTheNameFor(first);
        log.rewrite(first.content().copy());
        log.write(first, log.uniqueLines.line());
        isBlamed("bytes from " + size);
        all(0, size);
        isFine();
    }

    @Test
    void otherBytesWrittenAgainAreAnotherLife() throws Exception {
        all(0, 0);
        TruthFile first = log.file();
        int size = anotherHasTheNameFor(first);
        log.rewrite(log.uniqueLines.exactly(size));
        log.write(first, log.uniqueLines.line());
        bytes(0, first.content().copy(), size, first.content().size());
        isBlamed("fits no content");
    }

    /** Gives another file the name for a while, and returns the size of the first one. */
    private int anotherHasTheNameFor(TruthFile first) throws Exception {
        log.rotate();
        log.create();
        life(FileLife.LifeKind.NEXT, false);
        ReaderCases.write(log);
        all(1, 0);
        log.rotate();
        log.comeBack(first);
        return first.content().size();
    }

    @Test
    void whatHadTheNameBeforeTheFirstLifeIsToldWhenItHasItAgain() throws Exception {
        checkedFollow.close();
        checkedFollow = new CheckedFollow(log.ledger, mouth, log.name(), size -> 0);
        checkedFollow.feed(true);
        lives = 0;
        TruthFile first = log.file();
        ReaderCases.renew(log);
        life(FileLife.LifeKind.FIRST, false);
        all(0, 0);
        log.rotate();
        log.comeBack(first);
        life(FileLife.LifeKind.NEXT, false);
        all(1, 0);
        isFine();
    }

    @Test
    void aGapWithoutAnythingInItIsNeedless() throws Exception {
        all(0, 0);
        log.rotate();
        log.create();
        life(FileLife.LifeKind.NEXT, true);
        isBlamed("needless gap");
    }

    @Test
    void whatCanNotBeKnownMayBeCalledMissed() throws Exception {
        all(0, 0);
        log.moveElsewhere();
        log.comeBack(log.newestOld());
        log.rotate();
        log.create();
        life(FileLife.LifeKind.NEXT, true);
        nothingMoreIsFine(1);
    }

    @Test
    void aNewLifeDoesNotComeBeforeTheOldOneIsRead() throws Exception {
        byte[] content = log.file().content().copy();
        bytes(0, content, 0, 30);
        ReaderCases.renew(log);
        life(FileLife.LifeKind.NEXT, false);
        all(1, 0);
        isBlamed("out of order");
    }

    @Test
    void whatWasCutAwayAtOnceIsExcused() throws Exception {
        all(0, 0);
        ReaderCases.write(log);
        log.cut(0);
        life(FileLife.LifeKind.CUT, false);
        nothingMoreIsFine(1);
    }

    @Test
    void aCutThatWasNoneIsBlamed() {
        all(0, 0);
        life(FileLife.LifeKind.CUT, false);
        isBlamed("fits no content");
    }

    @Test
    void theSameBytesAgainMayBeALifeOfTheirOwn() throws Exception {
        all(0, 0);
        log.rewrite(log.file().content().copy());
        isFine();
        life(FileLife.LifeKind.CUT, false);
        all(1, 0);
        isFine();
    }

    @Test
    void aFileWhoseNameIsBackIsNotToldAgain() throws Exception {
        all(0, 0);
        log.rotate();
        log.create();
        life(FileLife.LifeKind.NEXT, false);
        TruthFile back = log.newestOld();
        log.delete();
        log.comeBack(back);
        nothingMoreIsFine(1);
        life(FileLife.LifeKind.NEXT, false);
        isBlamed("fits no content");
    }

    @Test
    void moreThanWasGrantedIsBlamed() {
        mouth.sink.hole(0, 0, 1);
        byte[] much = new byte[2 << 20];
        mouth.sink.bytes(0, 1, much, 0, much.length);
        isBlamed("more bytes than were granted");
    }

    @Test
    void wordsAfterTheEndAreBlamed() {
        all(0, 0);
        mouth.sink.ended(null);
        mouth.sink.named();
        assertEquals(2, checkedFollow.wrongs().size(), checkedFollow.wrongs().toString());
    }

    @Test
    void aNameThatIsGoneMustBeTold() throws Exception {
        all(0, 0);
        log.rotate();
        isBlamed("the name is ABSENT");
    }

    @Test
    void beingCaughtUpTooEarlyIsBlamed() {
        mouth.sink.caughtUp(0, 5);
        isBlamed("which was elsewhere");
    }

    @Test
    void changesBackInQuickSuccessionAreBlamed() throws Exception {
        all(0, 0);
        log.rotate();
        TruthFile before = log.old.get(0);
        int size = before.content().size();
        log.create();
        life(FileLife.LifeKind.NEXT, false);
        ReaderCases.write(log);
        all(1, 0);
        for (int i = 0; i < 2; i++) {
            log.write(before, log.uniqueLines.line());
            bytes(0, before.content().copy(), size, before.content().size());
            size = before.content().size();
            int live = log.file().content().size();
            ReaderCases.write(log);
            all(1, live);
        }
        isBlamed("two changes");
    }

    /** A reader that reports what the test tells it to. */
    private static final class Mouth implements HostReader {
        private FollowerSink sink;

        @Override
        public LogFollower follow(String path, boolean names, FollowerSink to) {
            sink = to;
            return new LogFollower() {
                @Override
                public void start(int life, long offset) {
                    // the test begins
                }

                @Override
                public void grant(int bytes) {
                    // the test gives what it likes
                }

                @Override
                public byte[] peek(int life, long offset, int length) {
                    return NOTHING;
                }

                @Override
                public void stop() {
                    // nothing runs
                }
            };
        }

        @Override
        public CompletionStage<?> ready() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public LogFollower run(String command, StderrMode errors, FollowerSink to) {
            throw new UnsupportedOperationException(command);
        }

        @Override
        public List<FileLook> look(String path, List<String> files, int head, boolean packed) {
            return List.of();
        }

        @Override
        public List<FoundFile> find(List<String> globs, int limit) {
            return List.of();
        }

        @Override
        public byte[] read(String path, FileId id, long offset, int length) {
            return NOTHING;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
