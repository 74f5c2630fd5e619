package io.onetail.tail.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FileLook;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine's own files and commands, followed and looked at. */
class LocalHostReaderIT {
    @TempDir
    Path directory;

    /** The log of most tests. */
    private Path file;

    /** Threads of other test classes may be stuck for ever in opening a pipe. */
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    private final LocalHostReader reader = new LocalHostReader(
            "local", false, path -> path.startsWith(directory + "/") && path.endsWith(".log"), run -> {
                Thread thread = new Thread(run);
                thread.setDaemon(true);
                return thread;
            });

    @BeforeEach
    void nameTheLog() {
        file = log("a.log");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        reader.close();
        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("onetail-local") && !before.contains(thread)));
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            assertFalse(
                    open.anyMatch(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(directory);
                        } catch (IOException e) {
                            return false;
                        }
                    }),
                    "a file is left open");
        }
    }

    private Path log(String name) {
        return directory.resolve(name);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private RecordingSink follow(Path file) {
        RecordingSink recordingSink = new RecordingSink();
        LogFollower follower = reader.follow(file.toString(), false, recordingSink);
        follower.grant(1 << 30);
        follower.start(0, 0);
        return recordingSink;
    }

    /** Follows a log that begins with that, and returns when this has come. */
    private RecordingSink followed(Path file, String begin) throws IOException {
        append(file, begin);
        RecordingSink recordingSink = follow(file);
        untilText(recordingSink, 0, begin);
        return recordingSink;
    }

    private static void run(String program, Path file) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(program, file.toString()).start().waitFor());
    }

    private void link(Path file, Path target) throws IOException {
        Files.createSymbolicLink(log("new"), target);
        Files.move(log("new"), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void until(RecordingSink recordingSink, String event) {
        Await.until(
                () -> event + " after " + recordingSink.events(),
                Duration.ofSeconds(10),
                () -> recordingSink.has(event));
    }

    private static void untilText(RecordingSink recordingSink, int life, String text) {
        Await.until(
                () -> "life " + life + " is " + text + " after " + recordingSink.events(),
                Duration.ofSeconds(10),
                () -> recordingSink.text(life).equals(text));
    }

    @Test
    void whatIsThereAndWhatIsAddedComes() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        append(file, "two\n");
        untilText(recordingSink, 0, "one\ntwo\n");
        until(recordingSink, "caught up 0 8");
        assertEquals("life 0 FIRST", recordingSink.events().get(0));
        assertEquals(file.toString(), recordingSink.lives().get(0).file().path());
    }

    @Test
    void aRenamedFileIsReadToItsEndBeforeTheNext() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        Path old = Files.move(file, log("a.log.1"));
        append(old, "last\n");
        append(file, "two\n");
        untilText(recordingSink, 1, "two\n");
        append(old, "late\n");
        untilText(recordingSink, 0, "one\nlast\nlate\n");
        assertEquals(2, recordingSink.lives().size());
    }

    @Test
    void aCutAndARewriteOfTheSameLengthBeginNewLives() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        Files.writeString(file, "1\n");
        untilText(recordingSink, 1, "1\n");
        Files.writeString(file, "2\n");
        untilText(recordingSink, 2, "2\n");
        Files.writeString(file, "2\n");
        untilText(recordingSink, 3, "2\n");
        Files.writeString(file, "longer than before\n");
        untilText(recordingSink, 4, "longer than before\n");
        assertEquals(5, recordingSink.lives().size());
    }

    @Test
    void aTouchIsNotACut() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        run("touch", file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
        run("touch", file);
        append(log("b.log"), "x");
        RecordingSink other = follow(log("b.log"));
        untilText(other, 0, "x");
        Thread.sleep(700);
        append(file, "two\n");
        untilText(recordingSink, 0, "one\ntwo\n");
        assertEquals(1, recordingSink.lives().size());
    }

    @Test
    void aFileThatGetsItsNameBackGoesOn() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        Path old = Files.move(file, log("a.log.1"));
        until(recordingSink, "nameless not-found");
        Files.move(old, file);
        until(recordingSink, "named");
        append(file, "two\n");
        untilText(recordingSink, 0, "one\ntwo\n");
        assertEquals(1, recordingSink.lives().size());
    }

    @Test
    void aLogThatIsNotThereYetIsAwaitedWithItsDirectory() throws Exception {
        Path file = log("sub/a.log");
        RecordingSink recordingSink = follow(file);
        until(recordingSink, "nameless not-found");
        Files.createDirectory(log("sub"));
        append(file, "one\n");
        untilText(recordingSink, 0, "one\n");
        assertFalse(recordingSink.has("named"), "the life itself reports it");
    }

    @Test
    void filesThatComeAndGoAtOnceAreReadInOrder() throws Exception {
        RecordingSink recordingSink = followed(file, "0\n");
        StringBuilder expected = new StringBuilder("0\n");
        for (int i = 1; i <= 30; i++) {
            rotate(file, 5);
            append(file, i + "\n");
            expected.append(i).append('\n');
            if (i % 3 == 0) {
                untilText(recordingSink, i, i + "\n");
            }
        }
        untilText(recordingSink, 30, "30\n");
        assertEquals(expected.toString(), recordingSink.text());
        assertEquals(31, recordingSink.lives().size());
        assertTrue(
                recordingSink.lives().stream().noneMatch(FileLife::missed),
                recordingSink.events().toString());
    }

    private void rotate(Path file, int kept) throws IOException {
        for (int old = kept; old > 0; old--) {
            Path one = old == 1 ? file : log(file.getFileName() + "." + (old - 1));
            if (Files.exists(one)) {
                Files.move(one, log(file.getFileName() + "." + old), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void whatWasGoneBeforeItCouldBeOpenedIsToldAsMissed() throws Exception {
        for (int kept = 0; kept < 4; kept++) {
            Path file = log(kept + ".log");
            RecordingSink recordingSink = followed(file, "0\n");
            for (int i = 1; i <= 300; i++) {
                if (kept == 0) {
                    Files.delete(file);
                } else {
                    rotate(file, kept);
                }
                append(file, i + "\n");
            }
            Await.until("the last", () -> recordingSink.text().endsWith("\n300\n"));
            int before = -1;
            for (FileLife life : recordingSink.lives()) {
                int number = Integer.parseInt(recordingSink.text(life.number()).strip());
                assertTrue(
                        number > before,
                        number + " after " + before + " of " + kept
                                + recordingSink.events().toString());
                assertTrue(
                        life.missed() || number == before + 1,
                        recordingSink.events().toString());
                before = number;
            }
        }
    }

    @Test
    void nothingComesWithoutCreditOrBeforeTheStart() throws Exception {
        append(file, "0123456789");
        RecordingSink recordingSink = new RecordingSink();
        LogFollower follower = reader.follow(file.toString(), false, recordingSink);
        until(recordingSink, "life 0 FIRST");
        follower.grant(3);
        follower.start(0, 2);
        untilText(recordingSink, 0, "234");
        Files.move(file, log("a.log.1"));
        append(file, "next");
        until(recordingSink, "life 1 NEXT");
        assertEquals("234", recordingSink.text(0));
        assertFalse(recordingSink.events().toString().contains("caught"));
        assertEquals("6789", new String(follower.peek(0, 6, 100), StandardCharsets.UTF_8));
        assertEquals("ext", new String(follower.peek(1, 1, 100), StandardCharsets.UTF_8));
        assertNull(follower.peek(2, 0, 1));
        follower.grant(100);
        untilText(recordingSink, 1, "next");
        assertEquals("23456789", recordingSink.text(0));
        follower.stop();
        until(recordingSink, "ended ");
        assertNull(follower.peek(0, 0, 1));
    }

    @Test
    void holesAreToldAndNotSent() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(50 << 20);
            sparse.writeBytes("end\n");
        }
        RecordingSink recordingSink = follow(file);
        untilText(recordingSink, 0, "end\n");
        until(recordingSink, "caught up 0 " + ((50 << 20) + 4));
        assertEquals(4, recordingSink.total());
        assertTrue(
                recordingSink.events().stream().noneMatch(event -> event.startsWith("gap")),
                recordingSink.events().toString());
    }

    @Test
    void whatALinkLeadsToIsFollowedAndAnotherTargetIsTheNextLife() throws Exception {
        append(log("0.log"), "zero\n");
        Path file = Files.createSymbolicLink(log("a.log"), log("0.log"));
        RecordingSink recordingSink = follow(file);
        untilText(recordingSink, 0, "zero\n");
        append(log("1.log"), "one\n");
        link(file, log("1.log"));
        untilText(recordingSink, 1, "one\n");
        Files.move(log("1.log"), log("1.log.1"));
        append(log("1.log"), "two\n");
        untilText(recordingSink, 2, "two\n");
        Path secret = Files.writeString(Files.createDirectory(log("x")).resolve("secret"), "secret");
        link(file, secret);
        until(recordingSink, "nameless forbidden");
        assertEquals(3, recordingSink.lives().size());
    }

    @Test
    void aPipeUnderTheNameBlocksNothing() throws Exception {
        RecordingSink recordingSink = followed(file, "one\n");
        Path pipe = log("pipe");
        run("mkfifo", pipe);
        Path old = Files.move(file, log("a.log.1"));
        Files.move(pipe, file);
        until(recordingSink, "nameless unreadable");
        append(old, "two\n");
        untilText(recordingSink, 0, "one\ntwo\n");
    }

    @Test
    void filesAreLookedAtInOrderAndRefusedWithTheReason() throws Exception {
        append(file, "one\n");
        append(log("a.log.1"), "older\n");
        append(log("other"), "secret\n");
        Files.createSymbolicLink(log("a.log.2"), log("other"));
        Files.createSymbolicLink(log("loop.log"), log("loop.log"));
        List<FileLook> looks = reader.look(
                file.toString(),
                List.of(
                        file.toString(),
                        log("a.log.1").toString(),
                        log("a.log.2").toString(),
                        log("none.log").toString(),
                        directory.toString(),
                        "/dev/null",
                        log("loop.log").toString()),
                3,
                false);
        assertEquals("one", new String(looks.get(0).info().head(), StandardCharsets.UTF_8));
        assertEquals(4, looks.get(0).info().size());
        assertEquals("old", new String(looks.get(1).info().head(), StandardCharsets.UTF_8));
        assertEquals(
                List.of(
                        FailureCode.FORBIDDEN,
                        FailureCode.NOT_FOUND,
                        FailureCode.UNREADABLE,
                        FailureCode.UNREADABLE,
                        FailureCode.UNREADABLE),
                looks.subList(2, 7).stream()
                        .map(look -> look.failure().failure())
                        .toList());
    }

    @Test
    void packedFilesAreUnpacked() throws Exception {
        for (String program : List.of("gzip", "xz", "bzip2")) {
            Path file = log(program + ".log");
            append(file, "packed by " + program);
            run(program, file);
        }
        List<FileLook> looks = reader.look(
                log("gzip.log").toString(), List.of(log("gzip.log.gz").toString()), 4096, true);
        assertEquals("packed by gzip", new String(looks.get(0).info().head(), StandardCharsets.UTF_8));
        assertEquals(-1, looks.get(0).info().size());
        looks = reader.look(log("xz.log").toString(), List.of(log("xz.log.xz").toString()), 6, true);
        assertEquals("packed", new String(looks.get(0).info().head(), StandardCharsets.UTF_8));
        looks = reader.look(
                log("bzip2.log").toString(), List.of(log("bzip2.log.bz2").toString()), 6, true);
        assertEquals("packed", new String(looks.get(0).info().head(), StandardCharsets.UTF_8));
    }

    @Test
    void bothOutputsOfACommandComeAndItsStatus() throws Exception {
        RecordingSink recordingSink = new RecordingSink();
        LogFollower follower = reader.run("echo out; echo err >&2; exit 3", StderrMode.MARK, recordingSink);
        follower.grant(1000);
        until(recordingSink, "ended ");
        assertEquals(List.of("finished 3", "ended "), recordingSink.events());
        assertEquals("out\n", recordingSink.text(0));
        assertEquals("err\n", recordingSink.text(1));
        RecordingSink merged = new RecordingSink();
        reader.run("echo out; echo err >&2; cat", StderrMode.MERGE, merged).grant(1000);
        until(merged, "finished 0");
        assertEquals("out\nerr\n", merged.text(0));
    }

    @Test
    void aCommandEndsWithItsGroup() throws Exception {
        RecordingSink recordingSink = new RecordingSink();
        LogFollower follower = reader.run(
                "trap '' TERM; (trap '' TERM; sleep 1000; echo) & echo $$ $!; wait; sleep 1000",
                StderrMode.MERGE,
                recordingSink);
        follower.grant(1000);
        Await.until("its output", () -> recordingSink.text(0).endsWith("\n"));
        List<ProcessHandle> all = new ArrayList<>();
        for (String process : recordingSink.text(0).strip().split(" ")) {
            all.add(ProcessHandle.of(Long.parseLong(process)).orElseThrow());
        }
        assertEquals(2, all.size());
        all.get(1).descendants().forEach(all::add);
        follower.stop();
        until(recordingSink, "ended ");
        Await.until("all are gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        assertNotNull(recordingSink.events());
    }
}
