package io.onetail.tail.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.StandardError;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.Transport.Follower;
import io.onetail.testing.Await;
import io.onetail.testing.RecordingSink;
import io.onetail.testing.SwappedLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine's own files and commands. */
class LocalTransportIT {
    @TempDir
    Path directory;

    private final LocalTransport transport = new LocalTransport(
            "local", false, path -> path.startsWith(directory + "/logs/") && path.endsWith(".log"), Thread::new);

    @AfterEach
    void nothingIsLeft() {
        transport.close();
        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("onetail-local")));
    }

    private Path log(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static void cut(Path file) throws IOException {
        Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
    }

    private Follower follow(Path file, long offset, RecordingSink sink) throws LogException {
        return transport.follow(file.toString(), transport.probe(file.toString()), offset, sink);
    }

    @Test
    void linesComeInOrderFromTheByteThatWasAskedFor() throws Exception {
        Path file = log("a.log", "01234\n");
        RecordingSink sink = new RecordingSink();
        follow(file, 2, sink);
        StringBuilder expected = new StringBuilder("234\n");
        for (int i = 0; i < 5000; i++) {
            append(file, i + "\n");
            expected.append(i).append('\n');
        }
        Await.until("all", () -> sink.size() == expected.length());
        assertEquals(expected.toString(), sink.text());
        assertEquals(1, sink.sames());
    }

    @Test
    void aRenameIsAnsweredAndLateLinesStillCome() throws Exception {
        Path file = log("a.log", "a\n");
        RecordingSink sink = new RecordingSink();
        Follower follower = follow(file, 0, sink);
        Await.until("the first line", () -> sink.text().equals("a\n"));
        Path old = Files.move(file, directory.resolve("a.log.1"));
        log("a.log", "new\n");
        append(old, "late\n");
        Await.until("the late line", () -> sink.text().equals("a\nlate\n"));
        follower.tick();
        Await.until("the rename", () -> sink.movedSize() == 7);
    }

    @Test
    void aTruncationIsMarked() throws Exception {
        Path file = log("a.log", "before\n");
        RecordingSink sink = new RecordingSink();
        follow(file, 0, sink);
        Await.until("the first line", () -> sink.text().equals("before\n"));
        cut(file);
        append(file, "x\n");
        Await.until("the mark", () -> sink.text().equals("before\n<truncated>x\n"));
    }

    @Test
    void stoppingEndsItOnce() throws Exception {
        RecordingSink sink = new RecordingSink();
        Follower follower = follow(log("a.log", "x"), 0, sink);
        follower.stop();
        follower.stop();
        assertTrue(sink.awaitEnd(2));
        assertNull(sink.cause());
        assertEquals(1, sink.ends());
    }

    @Test
    void anotherFileUnderTheNameIsReplaced() throws Exception {
        Path file = log("a.log", "old");
        FileInfo info = transport.probe(file.toString());
        Files.move(file, directory.resolve("a.log.1"));
        log("a.log", "new");
        RecordingSink sink = new RecordingSink();
        transport.follow(file.toString(), info, 0, sink);
        assertEquals(List.of("replaced"), sink.events());
        assertEquals(1, sink.ends());
        assertEquals("", sink.text());
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheReason() throws Exception {
        assertEquals(Failure.NOT_FOUND, refused("/no/such.log").failure());
        assertTrue(refused(directory.toString()).getMessage().contains("is a directory"));
        assertTrue(refused("/dev/null").getMessage().contains("not a regular file"));
        assertEquals(Failure.BAD_REQUEST, refused("/a\0b").failure());
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertEquals(Failure.UNREADABLE, refused(loop.toString()).failure());
    }

    private LogException refused(String path) {
        return assertThrows(LogException.class, () -> transport.probe(path));
    }

    @Test
    void globsFindFilesAndLinksToThem() throws Exception {
        log("a.log", "1");
        log("b.txt", "22");
        Files.createDirectories(directory.resolve("sub/deep"));
        log("sub/deep/c.log", "333");
        Files.createSymbolicLink(directory.resolve("link.log"), directory.resolve("b.txt"));
        Files.createSymbolicLink(directory.resolve("broken.log"), directory.resolve("nowhere"));
        Files.createSymbolicLink(directory.resolve("again"), directory);
        assertEquals(List.of("a.log", "link.log"), found(directory + "/*.log"));
        assertEquals(List.of("a.log", "link.log", "sub/deep/c.log"), found(directory + "/**/*.log"));
        assertEquals(List.of("b.txt"), found(directory + "/b.txt", "/no/such/*.log"));
        assertEquals(1, transport.find(List.of(directory + "/*.log"), 1).size());
    }

    private List<String> found(String... globs) {
        return transport.find(List.of(globs), 100).stream()
                .map(file -> directory.relativize(Path.of(file.path())).toString())
                .toList();
    }

    @Test
    void aRangeIsFoundByNameByInodeAndByItsFirstBytes() throws Exception {
        Path file = log("app.log", "first line\nsecond line\n");
        FileId id = transport.probe(file.toString()).id();
        assertEquals("second", read(file, id, 11, 6));
        assertEquals("", read(file, id, 500, 6));
        Path old = Files.move(file, directory.resolve("app.log.1"));
        log("app.log", "new");
        assertEquals("second", read(file, id, 11, 6));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve("app.log.2.gz")))) {
            Files.copy(old, out);
        }
        Files.delete(old);
        assertEquals("line\n", read(file, id, 18, 60));
        Files.delete(directory.resolve("app.log.2.gz"));
        assertNull(transport.read(file.toString(), id, 0, 10));
    }

    @Test
    void neitherALinkBesideALogNorAFewEqualBytesLeadToAnotherFile() throws Exception {
        String known = "k".repeat(FileId.PRINT);
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("app.conf"), known + "secret");
        Files.createDirectory(directory.resolve("logs"));
        Path file = log("logs/app.log", known);
        FileId id = transport.probe(file.toString()).id();
        FileId one = new FileId(
                "none",
                1,
                FileId.of("", "k".getBytes(StandardCharsets.US_ASCII)).print());
        Files.delete(file);
        Path beside = directory.resolve("logs/app.log.1");
        Files.createSymbolicLink(beside, secrets.resolve("app.conf"));
        assertNull(transport.read(file.toString(), id, FileId.PRINT, 100));
        Files.delete(beside);
        Files.createSymbolicLink(file, secrets.resolve("other"));
        assertNull(transport.read(file.toString(), id, FileId.PRINT, 100));
        Files.writeString(secrets.resolve("other"), "it is there");
        assertNull(transport.read(file.toString(), id, FileId.PRINT, 100));
        Files.delete(file);
        Files.writeString(beside, known + "more");
        assertEquals("more", read(file, id, FileId.PRINT, 100));
        assertEquals("k", read(file, one, 0, 100));
        assertNull(transport.read(file.toString(), one, 1, 100));
        Files.move(file.getParent(), directory.resolve("away"));
        Files.createSymbolicLink(file.getParent(), secrets);
        assertNull(transport.read(file.toString(), id, FileId.PRINT, 100));
    }

    @Test
    void aNameThatIsSwappedWithALinkNeverShowsWhereThatLeads() throws Exception {
        SwappedLog log = new SwappedLog(directory.toRealPath(), 400_000);
        try (LocalTransport own = new LocalTransport("web-1", false, log::allows, Thread::new)) {
            log.openWhileTheNameIsSwapped(own, 2000);
            log.openWhileTheDirectoryIsSwapped(own, 2000);
        }
        assertEquals(0, log.leaked());
        assertTrue(log.seen() > 0, "it was never seen at all");
    }

    @Test
    void anotherLogsFileThatBeginsAlikeIsNoCopy() throws Exception {
        String known = "b".repeat(FileId.PRINT);
        Files.createDirectory(directory.resolve("logs"));
        Path file = log("logs/app1.log", known);
        FileId id = transport.probe(file.toString()).id();
        Files.delete(file);
        for (String other :
                List.of("app10.log.1", "app1.log.err.1", "app1-web.log.1", "app1.log-old-other", "app10.log")) {
            log("logs/" + other, known + "No one must see this.");
            assertNull(transport.read(file.toString(), id, FileId.PRINT, 100), other);
        }
        log("logs/app1.log.1", known + "more");
        assertEquals("more", read(file, id, FileId.PRINT, 100));
    }

    private String read(Path file, FileId id, long offset, int length) throws LogException {
        return new String(transport.read(file.toString(), id, offset, length), StandardCharsets.UTF_8);
    }

    @Test
    void aCommandsOutputIsFollowedAndEverythingOfItEnds() throws Exception {
        RecordingSink sink = new RecordingSink();
        Follower follower =
                transport.run("echo $$; trap '' TERM; sleep 1000 & wait; sleep 1000", StandardError.MERGE, sink);
        Await.until("output", () -> sink.text().endsWith("\n"));
        ProcessHandle shell =
                ProcessHandle.of(Long.parseLong(sink.text().strip())).orElseThrow();
        Await.until("a child", () -> shell.children().count() == 1);
        ProcessHandle child = shell.children().findFirst().orElseThrow();
        follower.stop();
        assertTrue(sink.awaitEnd(2));
        Await.until("both are gone", () -> !shell.isAlive() && !child.isAlive());
    }

    @Test
    void aCommandThatEndsSaysSo() throws Exception {
        RecordingSink sink = new RecordingSink();
        transport.run("echo last words; exit 3", StandardError.MERGE, sink);
        assertTrue(sink.awaitEnd(5));
        assertEquals("last words\n", sink.text());
        assertEquals(List.of("finished 3 "), sink.events());
        assertNull(sink.cause());
    }

    @Test
    void standardErrorIsMergedMarkedOrDroppedAndItsLastWordsAreTold() throws Exception {
        for (StandardError errors : StandardError.values()) {
            RecordingSink sink = new RecordingSink();
            transport.run("echo a; echo b >&2; sleep 0.3; echo c; no-such-program-x", errors, sink);
            assertTrue(sink.awaitEnd(20));
            String all = sink.text();
            String end = sink.events().toString();
            assertTrue(end.startsWith("[finished 127 "), end);
            assertEquals(errors != StandardError.MERGE, end.contains("not found"), end);
            assertEquals(errors == StandardError.MERGE, all.contains("\nb\n"), all);
            assertEquals(errors == StandardError.MARK, all.contains("[stderr] b\n"), all);
            assertEquals(errors != StandardError.DROP, all.contains("not found"), all);
        }
    }

    @Test
    void closingEndsTheFollowers() throws Exception {
        RecordingSink sink = new RecordingSink();
        follow(log("a.log", "x"), 0, sink);
        transport.close();
        assertTrue(sink.awaitEnd(2));
        assertEquals(Failure.UNREACHABLE, sink.cause().failure());
    }
}
