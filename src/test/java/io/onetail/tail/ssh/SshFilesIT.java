package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.StandardError;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transport.Follower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.RecordingSink;
import io.onetail.testing.SwappedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking at, listing and reading files, and running commands, on a real sshd. */
class SshFilesIT {
    private static OpenSsh ssh;

    private Workers workers;
    private SshTransport transport;

    @BeforeAll
    static void startHost() throws IOException {
        ssh = OpenSsh.start();
        // stands in for sudo: insists on -n and shows that it was used
        Path sudo = ssh.bin().resolve("sudo");
        Files.writeString(
                sudo,
                "#!/bin/sh\n[ \"$1\" = -n ] || exit 9\nshift\necho used >>" + ssh.directory()
                        + "/sudo.log\nexec \"$@\"\n");
        Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @BeforeEach
    void connect() {
        workers = new Workers(Thread::new);
        transport = transport(false);
    }

    private static boolean isAllowed(String path) {
        return path.startsWith(ssh.logs() + "/") && path.endsWith(".log");
    }

    private SshTransport transport(boolean sudo) {
        return new SshTransport("web-1", Logins.of(ssh), sudo, SshFilesIT::isAllowed, Duration.ofSeconds(1), workers);
    }

    @AfterEach
    void nothingIsLeft() {
        transport.close();
        workers.close();
        Await.until("no process is left on the host", () -> ssh.processes("").isEmpty());
        Await.until("no connection is left", () -> ssh.connectionCount() == 0);
    }

    private static Path log(String name, String content) throws IOException {
        Path file = ssh.logs().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private LogException refused(Path path) {
        return assertThrows(LogException.class, () -> transport.probe(path.toString()));
    }

    @Test
    void probingTellsWhatAFileIs() throws Exception {
        Path file = log("probe.log", "x".repeat(5000));
        FileInfo info = transport.probe(file.toString());
        assertEquals(file.toString(), info.path());
        assertEquals(5000, info.size());
        assertEquals(4096, info.head().length);
        assertEquals(
                Files.getLastModifiedTime(file).toInstant().getEpochSecond(),
                info.modified().getEpochSecond());
        assertEquals(Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"), info.node());
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheReason() throws Exception {
        LogException missing = refused(ssh.logs().resolve("none.log"));
        assertEquals(Failure.NOT_FOUND, missing.failure());
        assertEquals("There is no file " + ssh.logs() + "/none.log on web-1.", missing.getMessage());
        assertEquals(
                Failure.NOT_FOUND,
                refused(ssh.logs().resolve("no/such/directory.log")).failure());

        LogException directory = refused(ssh.logs());
        assertEquals(Failure.UNREADABLE, directory.failure());
        assertTrue(directory.getMessage().contains("is a directory"), directory.getMessage());

        assertTrue(refused(Path.of("/dev/null")).getMessage().contains("not a regular file"));

        Path loop = ssh.logs().resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertTrue(refused(loop).getMessage().contains("leads to itself"));
        Files.delete(loop);

        Path broken = ssh.logs().resolve("broken");
        Files.createSymbolicLink(broken, ssh.logs().resolve("nowhere"));
        assertEquals(Failure.NOT_FOUND, refused(broken).failure());
        Files.delete(broken);

        LogException nul = assertThrows(LogException.class, () -> transport.probe("/var/log/a\0b"));
        assertEquals(Failure.BAD_REQUEST, nul.failure());
    }

    @Test
    void withoutPermissionTheUserIsNamed() throws Exception {
        try (OpenSsh strict = OpenSsh.start()) {
            // root may read all, so there sudo makes it nobody
            Path sudo = strict.bin().resolve("sudo");
            Files.writeString(sudo, """
                    #!/bin/sh
                    shift
                    [ "$(id -u)" != 0 ] || exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
                    exec "$@"
                    """);
            Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(strict.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Path secret = Files.createDirectory(strict.logs().resolve("secret"));
            Path file = Files.writeString(strict.logs().resolve("secret.log"), "x");
            Path hidden = Files.writeString(secret.resolve("x.log"), "x");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
            try (SshTransport nobody =
                    new SshTransport("web-1", Logins.of(strict), true, path -> true, Duration.ofSeconds(1), workers)) {
                for (Path path : List.of(file, hidden)) {
                    LogException e = assertThrows(LogException.class, () -> nobody.probe(path.toString()));
                    assertEquals(Failure.UNREADABLE, e.failure(), e.getMessage());
                    assertTrue(e.getMessage().contains("can't be read by user"), e.getMessage());
                }
            }
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void anEmptyFileIsFine() throws Exception {
        assertEquals(0, transport.probe(log("empty.log", "").toString()).head().length);
    }

    @Test
    void globsFindFilesAndLinksToThem() throws Exception {
        log("find/a.log", "1");
        log("find/b.log", "22");
        log("find/c.txt", "333");
        log("find/d e\n'$(id)'.log", "4444");
        log("find/sub/e.log", "5");
        log("find/sub/deep/f.log", "6");
        Path find = ssh.logs().resolve("find");
        Files.createSymbolicLink(find.resolve("link.log"), find.resolve("c.txt"));
        Files.createSymbolicLink(find.resolve("broken.log"), find.resolve("nowhere"));
        Files.createDirectory(find.resolve("directory.log"));
        Files.createSymbolicLink(find.resolve("again"), find);

        assertEquals(List.of("a.log 1", "b.log 2", "d e\n'$(id)'.log 4", "link.log 3"), found(find, find + "/*.log"));
        assertEquals(List.of("c.txt 3"), found(find, find + "/c.txt"));
        assertEquals(List.of("again/a.log 1", "again/b.log 2"), found(find, find + "/again/{a,b}.log"));
        assertEquals(List.of("sub/e.log 1"), found(find, find + "/s*/?.log"));
        assertEquals(
                List.of("a.log 1", "b.log 2", "d e\n'$(id)'.log 4", "link.log 3", "sub/deep/f.log 1", "sub/e.log 1"),
                found(find, find + "/**/*.log"));
        assertEquals(
                List.of("b.log 2", "c.txt 3", "sub/e.log 1"),
                found(find, find + "/[bc].*", find + "/{sub,nope}/e.log", "/no/such/place/**/*.log"));
        assertEquals(2, transport.find(List.of(find + "/*.log"), 2).size());
        assertEquals(List.of(), transport.find(List.of(), 10));
    }

    private List<String> found(Path directory, String... globs) throws Exception {
        return transport.find(List.of(globs), 100).stream()
                .map(file -> directory.relativize(Path.of(file.path())) + " " + file.size())
                .toList();
    }

    @Test
    void aFoundFileHasItsTime() throws Exception {
        Path file = log("time.log", "x");
        FoundFile found = transport.find(List.of(file.toString()), 1).get(0);
        assertEquals(
                Files.getLastModifiedTime(file).toInstant().getEpochSecond(),
                found.modified().getEpochSecond());
    }

    @Test
    void aTimeThatNoCalendarHasHidesNothing() throws Exception {
        Path shared = Files.createTempFile(Path.of("/dev/shm"), "onetail", ".log"); // a file system that keeps any time
        try {
            Files.writeString(shared, "x");
            log("times/good.log", "x");
            Path odd = Files.createSymbolicLink(ssh.logs().resolve("times/odd.log"), shared);
            for (String time : List.of("@9000000000000000000", "@-9000000000000000000")) {
                new ProcessBuilder("touch", "-d", time, shared.toString())
                        .start()
                        .waitFor();
                assertEquals(
                        2,
                        transport.find(List.of(ssh.logs() + "/times/*.log"), 10).size());
                assertEquals(1, transport.probe(odd.toString()).size());
            }
        } finally {
            Files.delete(shared);
        }
    }

    private String read(Path path, FileId id, long offset, int length) throws Exception {
        byte[] bytes = transport.read(path.toString(), id, offset, length);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aRangeIsReadUnderTheName() throws Exception {
        Path file = log("range.log", "0123456789");
        FileId id = transport.probe(file.toString()).id();
        assertEquals("345", read(file, id, 3, 3));
        assertEquals("89", read(file, id, 8, 100));
        assertEquals("", read(file, id, 10, 5));
        assertEquals("", read(file, id, 100, 5));
        byte[] binary = new byte[70_000];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        Files.write(file, binary);
        byte[] all =
                transport.read(file.toString(), transport.probe(file.toString()).id(), 0, 100_000);
        assertArrayEquals(binary, all);
    }

    @Test
    void aRotatedFileIsFoundByItsInode() throws Exception {
        Path file = log("rot/app $x.log", "old content");
        FileId id = transport.probe(file.toString()).id();
        Files.move(file, file.resolveSibling("app $x.log.1"));
        log("rot/app $x.log", "new content");
        assertEquals("content", read(file, id, 4, 7));
        Files.delete(file);
        assertEquals("content", read(file, id, 4, 7));
        Files.delete(file.resolveSibling("app $x.log.1"));
        assertNull(read(file, id, 4, 7));
    }

    @Test
    void aFileBehindALinkIsFoundInItsOwnDirectory() throws Exception {
        Path target = log("target/app.log", "old content");
        Path link = ssh.logs().resolve("app-link.log");
        Files.createSymbolicLink(link, target);
        FileId id = transport.probe(link.toString()).id();
        Files.move(target, target.resolveSibling("app.log.1"));
        log("target/app.log", "new");
        assertEquals("content", read(link, id, 4, 7));
    }

    @Test
    void aCopyIsFoundByItsFirstBytesAlsoCompressed() throws Exception {
        for (String packer : List.of("", "gzip", "xz", "zstd --rm -q", "bzip2")) {
            Path directory = ssh.logs().resolve("copy-" + packer.split(" ")[0]);
            Path file = log(directory.getFileName() + "/app.log", "first line\nsecond line\n");
            FileId id = transport.probe(file.toString()).id();
            log(directory.getFileName() + "/app.log.2", "older first line\n");
            Path copy = directory.resolve("app.log.1");
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
            Files.writeString(file, "the new one\n", StandardOpenOption.APPEND);
            if (!packer.isEmpty()) {
                assertEquals(
                        0,
                        new ProcessBuilder("sh", "-c", packer + " " + copy)
                                .start()
                                .waitFor(),
                        packer);
            }
            assertEquals("second", read(file, id, 11, 6), packer);
            assertEquals("line\n", read(file, id, 18, 6), packer);
        }
    }

    @Test
    void aLinkBesideALogIsNoCopyOfIt() throws Exception {
        Path secret = Files.writeString(ssh.directory().resolve("secret"), "No one must see this.");
        Path file = log("links/app.log", "N");
        FileId id = transport.probe(file.toString()).id();
        Files.delete(file);
        Path link = file.resolveSibling("app.log.1");
        Files.createSymbolicLink(link, secret);
        log("links/app.log", "hi\n");
        assertNull(read(file, id, 0, 100));
        assertNull(read(file, id, 1, 100));
        // swapped after it was found
        Files.delete(link);
        Files.writeString(link, "N");
        assertEquals("N", read(file, id, 0, 100));
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        assertNull(read(file, id, 0, 100));
        Files.delete(link);
        Files.createLink(link, secret);
        assertEquals("N", read(file, id, 0, 100), "no more than is known");
    }

    @Test
    void noMoreOfACopyIsReadThanIsKnownUnlessItsFirstBytesTellMuch() throws Exception {
        Path file = log("short/app.log", "N");
        FileId id = transport.probe(file.toString()).id();
        log("short/app.log.1", "No one must see this.");
        Files.delete(file);
        log("short/app.log", "hi\n");
        assertEquals("N", read(file, id, 0, 100));
        assertNull(read(file, id, 1, 100));
        log("short/app.log.1", "N");
        assertEquals("", read(file, id, 1, 100));

        String long256 = "N".repeat(FileId.PRINT);
        log("short/app.log", long256);
        FileId whole = transport.probe(file.toString()).id();
        log("short/app.log.1", long256 + " and more");
        Files.delete(file);
        log("short/app.log", "hi\n");
        assertEquals(" and more", read(file, whole, FileId.PRINT, 100));
    }

    @Test
    void whereALogsNameIsMadeToLeadNothingIsReadThatIsNotAllowedThere() throws Exception {
        String known = "k".repeat(FileId.PRINT);
        Path secrets = Files.createDirectories(ssh.directory().resolve("secrets"));
        Files.writeString(secrets.resolve("app.conf"), known + "secret");
        Path file = log("led/app.log", known);
        FileId id = transport.probe(file.toString()).id();
        Files.delete(file);
        Files.createSymbolicLink(file, secrets.resolve("other")); // beside what the name leads to
        assertNull(read(file, id, FileId.PRINT, 100));
        Files.delete(file);
        Files.move(file.getParent(), ssh.logs().resolve("away"));
        Files.createSymbolicLink(file.getParent(), secrets); // beside the name
        assertNull(read(file, id, FileId.PRINT, 100));
        Path other = secrets.resolve("inode");
        Files.writeString(other, known + "secret");
        assertNull(read(file, transport.probe(other.toString()).id(), FileId.PRINT, 100), "by its inode");
    }

    @Test
    void aNameThatIsSwappedWithALinkNeverShowsWhereThatLeads() throws Exception {
        SwappedLog log = new SwappedLog(Files.createDirectory(ssh.logs().resolve("swapped")), 0);
        try (SshTransport own =
                new SshTransport("web-1", Logins.of(ssh), false, log::allows, Duration.ofSeconds(1), workers)) {
            log.openWhileTheNameIsSwapped(own, 150);
            log.openWhileTheDirectoryIsSwapped(own, 150);
        }
        assertEquals(0, log.leaked());
        assertTrue(log.seen() > 0, "it was never seen at all");
    }

    @Test
    void anotherLogsFileThatBeginsAlikeIsNoCopy() throws Exception {
        String known = "b".repeat(FileId.PRINT);
        Path file = log("alike/app1.log", known);
        FileId id = transport.probe(file.toString()).id();
        Files.delete(file);
        for (String other :
                List.of("app10.log.1", "app1.log.err.1", "app1-web.log.1", "app1.log-old-other", "app10.log")) {
            log("alike/" + other, known + "No one must see this.");
            assertNull(transport.read(file.toString(), id, FileId.PRINT, 100), other);
        }
        log("alike/app1.log.1", known + "more");
        assertArrayEquals(
                "more".getBytes(StandardCharsets.US_ASCII), transport.read(file.toString(), id, FileId.PRINT, 100));
    }

    @Test
    void ofADatedLogACopyWithAnotherDateIsFound() throws Exception {
        String known = "d".repeat(FileId.PRINT);
        Path file = log("dates/app-2026-01-31.log", known);
        FileId id = transport.probe(file.toString()).id();
        Files.delete(file);
        log("dates/app-web-2026-01-31.log", known + "No one must see this.");
        String named = ssh.logs() + "/dates/app-%d.log";
        assertNull(transport.read(named, id, FileId.PRINT, 100));
        log("dates/app-2026-01-31.log.1", known + "more");
        assertArrayEquals("more".getBytes(StandardCharsets.US_ASCII), transport.read(named, id, FileId.PRINT, 100));
    }

    @Test
    void aReusedInodeIsNotMistakenForTheOldFile() throws Exception {
        Path file = log("reused.log", "old content");
        FileInfo info = transport.probe(file.toString());
        Files.writeString(file, "other things"); // same inode, other first bytes
        assertNull(read(file, info.id(), 0, 5));
    }

    @Test
    void withSudoEverythingRunsThroughIt() throws Exception {
        try (SshTransport sudo = transport(true)) {
            Path file = log("sudo.log", "hello\n");
            FileInfo info = sudo.probe(file.toString());
            assertEquals(1, sudo.find(List.of(file.toString()), 1).size());
            assertEquals(
                    "llo",
                    new String(
                            Objects.requireNonNull(sudo.read(file.toString(), info.id(), 2, 3)),
                            StandardCharsets.UTF_8));
            RecordingSink sink = new RecordingSink();
            Follower follower = sudo.follow(file.toString(), info, 0, sink);
            Await.until("content", () -> sink.text().equals("hello\n"));
            follower.stop();
            assertEquals(
                    4, Files.readAllLines(ssh.directory().resolve("sudo.log")).size());
        }
    }

    @Test
    void aCommandsOutputIsFollowedAndEverythingOfItEnds() throws Exception {
        RecordingSink sink = new RecordingSink();
        Follower follower = transport.run(
                "trap '' TERM; echo \"it's $((1 + 1))\"; echo not this >&2; (while :; do sleep 0.1; done) | cat",
                StandardError.DROP,
                sink);
        Await.until("output", () -> sink.text().equals("it's 2\n"));
        follower.tick();
        Await.until("a tick is answered", () -> sink.sames() > 1);
        follower.stop();
        assertTrue(sink.awaitEnd(2));
        assertNull(sink.cause());
        Await.until(
                "all of it has ended",
                Duration.ofSeconds(3),
                () -> ssh.processes("").isEmpty());
    }

    @Test
    void aCommandThatEndsSaysSo() throws Exception {
        RecordingSink sink = new RecordingSink();
        runToItsEnd("echo last words; exit 3", StandardError.MERGE, sink);
        assertEquals("last words\n", sink.text());
        assertEquals(List.of("finished 3 "), sink.events());
        assertNull(sink.cause());
    }

    private void runToItsEnd(String command, StandardError errors, RecordingSink sink) throws Exception {
        Follower follower = transport.run(command, errors, sink);
        Await.until("it ends", () -> {
            follower.tick();
            return sink.ends() > 0;
        });
    }

    @Test
    void standardErrorIsMergedMarkedOrDroppedAndItsLastWordsAreTold() throws Exception {
        for (StandardError errors : StandardError.values()) {
            RecordingSink sink = new RecordingSink();
            runToItsEnd("echo a; echo '# 0' >&2; echo b >&2; no-such-program-x", errors, sink);
            String all = sink.text();
            String end = sink.events().toString();
            assertTrue(end.startsWith("[finished 127 "), end);
            assertEquals(errors != StandardError.MERGE, end.contains("not found"), end);
            assertEquals(errors == StandardError.MERGE, all.contains("\nb\n"), all);
            assertEquals(errors == StandardError.MARK, all.contains("[stderr] b\n"), all);
            assertEquals(errors != StandardError.DROP, all.contains("not found"), all);
        }
    }
}
