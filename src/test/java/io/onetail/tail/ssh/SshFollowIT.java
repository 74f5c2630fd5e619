package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.Transport.Follower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.RecordingSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Following files of a real sshd. */
class SshFollowIT {
    private static OpenSsh ssh;

    private final List<Follower> ticked = new ArrayList<>();
    private Workers workers;
    private SshTransport transport;
    private ScheduledExecutorService clock;

    @BeforeAll
    static void startHost() {
        ssh = OpenSsh.start();
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @BeforeEach
    void connect() {
        workers = new Workers(Thread::new);
        transport = new SshTransport("web-1", Logins.of(ssh), false, path -> true, Duration.ofSeconds(1), workers);
        clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(this::tickAll, 200, 200, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void nothingIsLeft() {
        clock.shutdownNow();
        transport.close();
        workers.close();
        Await.until("no process is left on the host", () -> ssh.processes("").isEmpty());
        Await.until("no connection is left", () -> ssh.connectionCount() == 0);
    }

    private synchronized void tickAll() {
        for (Follower follower : ticked) {
            try {
                follower.tick();
            } catch (Exception e) {
                // the sink learns it
            }
        }
    }

    private synchronized Follower keep(Follower follower) {
        ticked.add(follower);
        return follower;
    }

    private RecordingSink follow(Path file, long offset) throws Exception {
        RecordingSink sink = new RecordingSink();
        keep(transport.follow(file.toString(), transport.probe(file.toString()), offset, sink));
        return sink;
    }

    private static Path log(String name, String content) throws IOException {
        return Files.writeString(ssh.logs().resolve(name), content);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    @Test
    void linesComeInOrderWhileTheyAreWritten() throws Exception {
        Path file = log("order.log", "first\n");
        RecordingSink sink = follow(file, 0);
        StringBuilder expected = new StringBuilder("first\n");
        for (int i = 0; i < 2000; i++) {
            append(file, i + "\n");
            expected.append(i).append('\n');
        }
        Await.until("all lines", () -> sink.size() == expected.length());
        assertEquals(expected.toString(), sink.text());
        Await.until("the name leads to the file", () -> sink.sames() > 0);
    }

    @Test
    void followingStartsAtTheByteThatWasAskedFor() throws Exception {
        Path file = log("offset.log", "0123456789\n");
        RecordingSink sink = follow(file, 5);
        Await.until("the rest", () -> sink.text().equals("56789\n"));
    }

    @Test
    void linesThatAreAddedAfterARenameStillComeAndItIsSaid() throws Exception {
        Path file = log("rotate.log", "a\n");
        RecordingSink sink = follow(file, 0);
        Await.until("the first line", () -> sink.text().equals("a\n"));
        Path old = file.resolveSibling("rotate.log.1");
        Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
        log("rotate.log", "of the new file\n");
        append(old, "b\n");
        Await.until("the late line", () -> sink.text().equals("a\nb\n"));
        Await.until("the rename is said", () -> sink.movedSize() == 4);
    }

    @Test
    void truncationIsMarkedToTheByteAlsoAtSpeed() throws Exception {
        Path file = log("truncate.log", "");
        RecordingSink sink = follow(file, 0);
        Await.until("it is followed", () -> sink.sames() > 0);
        StringBuilder expected = new StringBuilder();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 200; i++) {
                String line = "round " + round + " line " + i + " tail: /././: file truncated /.//\n";
                append(file, line);
                expected.append(line);
            }
            int size = expected.length();
            Await.until("round " + round, () -> sink.size() == size);
            Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
            expected.append("<truncated>");
            // tail looks at the size when it is told of a change: this is after it
            Await.until("the mark", () -> sink.size() == expected.length());
        }
        assertEquals(expected.toString(), sink.text());
    }

    @Test
    void forgedMessagesStayLogContent() throws Exception {
        String forged = "tail: forged.log: file truncated\n/./tail: x: file truncated\n/././././\n/usr/bin/tail: ";
        RecordingSink sink = follow(log("forged.log", forged), 0);
        Await.until("all of it", () -> sink.text().equals(forged));
    }

    @Test
    void theBeginningOfANeedleIsHeldForAMomentOnly() throws Exception {
        Path file = log("slash.log", "ends with /.");
        RecordingSink sink = follow(file, 0);
        Await.until("all of it", () -> sink.text().equals("ends with /."));
    }

    @Test
    void anyNameIsFollowed() throws Exception {
        for (String name : List.of(
                "a b.log",
                "quote'\".log",
                "line\nfeed.log",
                "ends in line feed\n",
                "$(kill $$).log",
                "`id`;&|<>*?[x].log",
                "-n",
                ".hidden",
                "Zürich-日志.log",
                "back\\slash\\n.log")) {
            Path file = log(name, "one\n");
            FileInfo info = transport.probe(file.toString());
            assertEquals(file.toString(), info.path());
            RecordingSink sink = follow(file, 0);
            Await.until("content of " + name, () -> sink.text().equals("one\n"));
            Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
            append(file, "2\n");
            Await.until("truncation of " + name, () -> sink.text().equals("one\n<truncated>2\n"));
        }
    }

    @Test
    void aSymbolicLinkIsFollowedAtItsTargetAndWatchedByItsName() throws Exception {
        Path one = log("target-1.log", "1\n");
        Path two = log("target-2.log", "2\n");
        Path link = ssh.logs().resolve("link.log");
        Files.createSymbolicLink(link, one);
        assertEquals(one.toString(), transport.probe(link.toString()).path());
        RecordingSink sink = follow(link, 0);
        Await.until("the target", () -> sink.text().equals("1\n") && sink.sames() > 0);
        Files.delete(link);
        Files.createSymbolicLink(link, two);
        Await.until("the link has moved on", () -> sink.movedSize() == 2);
    }

    @Test
    void anotherFileUnderTheNameIsReplacedAndNothingOfItIsRead() throws Exception {
        Path file = log("replaced.log", "old\n");
        FileInfo info = transport.probe(file.toString());
        Files.move(file, file.resolveSibling("replaced.log.1"), StandardCopyOption.REPLACE_EXISTING);
        log("replaced.log", "new\n");
        RecordingSink sink = new RecordingSink();
        transport.follow(file.toString(), info, 0, sink);
        assertTrue(sink.awaitEnd(5));
        assertEquals(List.of("replaced"), sink.events());
        assertEquals("", sink.text());
        assertNull(sink.cause());
    }

    @Test
    void stoppingEndsTheRemoteTailAndSaysSoOnce() throws Exception {
        RecordingSink sink = new RecordingSink();
        Path file = log("stop.log", "x\n");
        Follower follower = transport.follow(file.toString(), transport.probe(file.toString()), 0, sink);
        Await.until("it runs", () -> sink.sames() > 0);
        assertEquals(1, ssh.tails());
        follower.stop();
        follower.stop();
        assertTrue(sink.awaitEnd(2));
        assertNull(sink.cause());
        Await.until("no tail", Duration.ofSeconds(1), () -> ssh.tails() == 0);
        Await.until(
                "nothing at all", Duration.ofSeconds(3), () -> ssh.processes("").isEmpty());
        Await.until("the idle connection is closed", Duration.ofSeconds(3), () -> ssh.connectionCount() == 0);
        assertEquals(1, sink.ends());
    }

    @Test
    void aTailThatIsKilledEndsTheFollower() throws Exception {
        RecordingSink sink = follow(log("killed.log", "x\n"), 0);
        Await.until("it runs", () -> sink.sames() > 0);
        ssh.processes("tail").forEach(ProcessHandle::destroyForcibly);
        assertTrue(sink.awaitEnd(3));
        assertEquals(Failure.INTERNAL, failure(sink).failure());
    }

    @Test
    void withoutTicksTheHostEndsIt() throws Exception {
        Path file = log("unticked.log", "x\n");
        RecordingSink sink = new RecordingSink();
        transport.follow(file.toString(), transport.probe(file.toString()), 0, sink);
        Await.until("it runs", () -> sink.sames() > 0);
        assertTrue(sink.awaitEnd(10));
        Await.until(
                "nothing at all", Duration.ofSeconds(3), () -> ssh.processes("").isEmpty());
    }

    @Test
    void aCutConnectionEndsTheFollowerAndLeavesNoTail() throws Exception {
        RecordingSink sink = follow(log("cut.log", "x\n"), 0);
        Await.until("it runs", () -> sink.sames() > 0);
        ssh.killConnections();
        assertTrue(sink.awaitEnd(2));
        assertEquals(Failure.UNREACHABLE, failure(sink).failure());
        Await.until("no tail", Duration.ofSeconds(5), () -> ssh.tails() == 0);
        assertEquals(1, sink.ends());
        RecordingSink next = follow(ssh.logs().resolve("cut.log"), 0);
        Await.until("it can be followed again", () -> next.text().equals("x\n"));
    }

    @Test
    void aSilentConnectionEndsTheFollowerOnBothSides() throws Exception {
        RecordingSink sink = follow(log("silent.log", "x\n"), 0);
        Await.until("it runs", () -> sink.sames() > 0);
        ssh.pauseConnections();
        try {
            long start = System.nanoTime();
            assertTrue(sink.awaitEnd(9));
            System.out.println("silent connection noticed after " + (System.nanoTime() - start) / 1_000_000 + " ms: "
                    + failure(sink).getMessage());
            Await.until("no tail", Duration.ofSeconds(10), () -> ssh.tails() == 0);
        } finally {
            ssh.killConnections();
        }
    }

    @Test
    void aHostWhoseShellIsBashDoesTheSame() throws Exception {
        Path shell = ssh.bin().resolve("sh");
        Files.createSymbolicLink(shell, Path.of("/bin/bash"));
        try {
            Path file = log("bash.log", "one\n");
            RecordingSink sink = follow(file, 0);
            Await.until("content", () -> sink.text().equals("one\n") && sink.sames() > 1);
            Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
            append(file, "2\n");
            Await.until("truncation", () -> sink.text().equals("one\n<truncated>2\n"));
            RecordingSink forgotten = new RecordingSink();
            transport.follow(file.toString(), transport.probe(file.toString()), 0, forgotten);
            assertTrue(forgotten.awaitEnd(10));
            assertEquals(1, ssh.tails());
            assertEquals(0, sink.ends());
        } finally {
            Files.delete(shell);
        }
    }

    @Test
    void whatElseTailSaysIsNotTheLogs() throws Exception {
        Path tail = ssh.bin().resolve("tail");
        Files.writeString(tail, """
                #!/bin/bash
                echo "$0: inotify resources exhausted" >&2
                echo "$0: inotify cannot be used, reverting to polling: Too many open files" >&2
                exec -a "$0" /usr/bin/tail "$@"
                """);
        Files.setPosixFilePermissions(tail, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            RecordingSink sink = follow(log("messages.log", "the log\n"), 0);
            Await.until("content", () -> sink.text().equals("the log\n") && sink.sames() > 0);
        } finally {
            Files.delete(tail);
        }
    }

    @Test
    void elevenAtOnceShareTwoConnections() throws Exception {
        followMany(11, 2);
    }

    @Test
    void twentyFiveAtOnceShareThreeConnections() throws Exception {
        followMany(25, 3);
    }

    private void followMany(int count, int connections) throws Exception {
        List<CompletableFuture<RecordingSink>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = log("many-" + i + ".log", "line of " + i + "\n");
            FileInfo info = info(file);
            RecordingSink sink = new RecordingSink();
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            keep(transport.follow(file.toString(), info, 0, sink));
                            return sink;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (int i = 0; i < count; i++) {
            RecordingSink sink = all.get(i).get(10, TimeUnit.SECONDS);
            String line = "line of " + i + "\n";
            Await.until(line, () -> sink.text().equals(line));
        }
        assertEquals(connections, ssh.connectionCount());
        assertEquals(connections, transport.connections());
        assertEquals(count, ssh.tails());
        synchronized (this) {
            ticked.forEach(Follower::stop);
        }
        Await.until("nothing is left", () -> ssh.processes("").isEmpty() && ssh.connectionCount() == 0);
    }

    private static FileInfo info(Path file) throws IOException {
        return new FileInfo(
                file.toString(),
                Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"),
                Files.size(file),
                Files.getLastModifiedTime(file).toInstant(),
                Files.readAllBytes(file));
    }

    @Test
    void aFloodIsDeliveredToTheByte() throws Exception {
        Path file = ssh.logs().resolve("flood.log");
        byte[] line = ("0123456789 abcdefghijklmnopqrstuvwxyz /var/log/some/path ./x //y /./z\n")
                .getBytes(StandardCharsets.UTF_8);
        CRC32C expected = new CRC32C();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < 1_000_000; i++) {
                out.write(line);
                expected.update(line);
            }
        }
        CRC32C got = new CRC32C();
        long[] count = {0};
        keep(transport.follow(file.toString(), transport.probe(file.toString()), 0, new CountingSink((b, o, l) -> {
            got.update(b, o, l);
            count[0] += l;
        })));
        Await.until("all", Duration.ofSeconds(30), () -> count[0] == 1_000_000L * line.length);
        assertEquals(expected.getValue(), got.getValue());
        Files.delete(file);
    }

    private static LogException failure(RecordingSink sink) {
        return Objects.requireNonNull(sink.cause());
    }
}
