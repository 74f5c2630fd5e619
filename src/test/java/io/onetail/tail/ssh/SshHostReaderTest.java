package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FileLook;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SshHostReaderTest {
    private static final LinkTimeouts QUICK = new LinkTimeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMillis(20), Duration.ofSeconds(1));
    private static final LinkTimeouts CALM = LinkTimeouts.of(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final String LOG = "/v/a.log";

    private final SshWorkers workers = new SshWorkers(Thread::new, Thread::new);
    private final FakePeer peer = new FakePeer();
    private SshHostReader reader = reader(CALM);

    private SshHostReader reader(LinkTimeouts times) {
        SshHostReader.ReaderSettings readerSettings =
                new SshHostReader.ReaderSettings("web-1", ReaderKind.AUTO, false, "app", times);
        return new SshHostReader(readerSettings, peer, List.of("/v/*.log"), path -> path.startsWith("/v/"), workers);
    }

    @AfterEach
    void close() {
        reader.close();
        reader.close();
        workers.close();
    }

    private interface Asking<T> {
        T ask() throws LogException, InterruptedException;
    }

    private static <T> CompletableFuture<T> asking(Asking<T> asking) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return asking.ask();
            } catch (LogException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static <T> T answer(CompletableFuture<T> asked) throws Exception {
        return asked.get(10, TimeUnit.SECONDS);
    }

    private static LogException failure(CompletableFuture<?> asked) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS));
        return (LogException) e.getCause();
    }

    private static void says(LogException e, FailureCode failure, String... parts) {
        assertNotNull(e);
        assertEquals(failure, e.failure(), e.getMessage());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), "'" + part + "' in: " + e.getMessage());
        }
    }

    @Test
    void aLogIsFollowedFromItsFirstLifeToTheEnd() throws Exception {
        peer.greeting = "Welcome @ to web-1\n@0123456789abcdef";
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = reader.follow(LOG, true, sink);
        follower.grant(10);
        assertEquals("allow 0 /v/%2A.log", peer.request("allow"));
        String asked = peer.request("follow");
        long id = Long.parseLong(asked.split(" ")[1]);
        assertEquals("follow " + id + " /v/a.log names", asked);
        assertEquals("grant " + id + " 10", peer.request("grant"));
        peer.say(Frames.life(id, 0, "first"));
        Await.until("a life", () -> sink.told.size() == 1);
        follower.start(0, 5);
        follower.start(0, 6);
        assertEquals("start " + id + " 0 5", peer.request("start"));
        peer.say(Frames.bytes(id, 0, 5, "one"));
        peer.say(Frames.caughtUp(id, 0, 8));
        peer.say(Frames.life(id, 1, "next"));
        peer.say(Frames.of('G', id, new byte[4]));
        peer.say(Frames.texts('V', id));
        peer.say(Frames.texts('N', id, "not-found", ""));
        peer.say(Frames.texts('S', id));
        follower.grant(7);
        assertEquals("grant " + id + " 7", peer.request("grant"), "and no second start before it");
        peer.say(Frames.bytes(id, 1, 0, "two"));
        follower.stop();
        follower.stop();
        assertEquals("cancel " + id, peer.request("cancel"));
        peer.say(Frames.bytes(id, 1, 3, "three"));
        peer.say(Frames.texts('Z', id, "cancelled"));
        assertNull(sink.end());
        assertEquals(
                List.of(
                        "life 0 FIRST",
                        "bytes 0 5 one",
                        "caughtUp 0 8",
                        "life 1 NEXT",
                        "givenUp 0",
                        "changed",
                        "nameless NOT_FOUND",
                        "named",
                        "bytes 1 0 two",
                        "ended"),
                sink.told);
        assertFalse(peer.closed, "there may be others");
    }

    @Test
    void aCommandSaysItsWordsAndItsStatus() throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        reader.run("echo 'a b'", StderrMode.MARK, sink).grant(100);
        String asked = peer.request("run");
        assertTrue(asked.endsWith(" apart echo%20%27a%20b%27"), asked);
        long id = Long.parseLong(asked.split(" ")[1]);
        peer.request("grant");
        peer.say(Frames.of('W', id, "\0out".getBytes(StandardCharsets.UTF_8)));
        peer.say(Frames.of('W', id, "\1err".getBytes(StandardCharsets.UTF_8)));
        peer.say(Frames.texts('Z', id, "3", ""));
        assertNull(sink.end());
        assertEquals(List.of("output out", "error err", "finished 3", "ended"), sink.told);
    }

    @Test
    void aCommandThatASignalEndedHasNoStatus() throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        reader.run("x", StderrMode.MERGE, sink);
        peer.say(Frames.texts('Z', peer.id("run"), "", "9"));
        assertNull(sink.end());
        assertEquals(List.of("finished -1", "ended"), sink.told);
    }

    @Test
    void aCommandThatTheHostsListDoesNotHaveIsRefusedBySayingSo() throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        reader.run("rm -r /", StderrMode.MERGE, sink);
        peer.say(Frames.texts('E', peer.id("run"), "forbidden", ""));
        says(sink.end(), FailureCode.FORBIDDEN, "'rm -r /' may not be run on web-1");
    }

    private LineRecordingSink followed(int granted) throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = reader.follow(LOG, false, sink);
        follower.grant(granted);
        long id = peer.id("follow");
        peer.say(Frames.life(id, 0, "first"));
        follower.start(0, 0);
        peer.request("start");
        return sink;
    }

    private void endsTheConnection(LineRecordingSink sink, String... words) throws Exception {
        says(sink.end(), FailureCode.INTERNAL, words);
        Await.until("the connection is given up", () -> peer.closed);
        int told = sink.told.size();
        peer.say(Frames.bytes(1, 0, 0, "x"));
        peer.say(new byte[1000]);
        assertEquals(told, sink.told.size(), "what still comes is read and dropped");
    }

    @Test
    void moreBytesThanWereGrantedEndTheConnection() throws Exception {
        LineRecordingSink sink = followed(3);
        peer.say(Frames.bytes(1, 0, 0, "abcd"));
        endsTheConnection(sink, "The reader on web-1", "more bytes of /v/a.log on web-1 than were granted");
        assertEquals(List.of("life 0 FIRST", "ended"), sink.told);
    }

    @Test
    void aGapInALifeEndsTheConnection() throws Exception {
        LineRecordingSink sink = followed(100);
        peer.say(Frames.bytes(1, 0, 0, "abc"));
        peer.say(Frames.bytes(1, 0, 4, "e"));
        endsTheConnection(sink, "'4' where byte 3 of life 0 was expected");
    }

    @Test
    void bytesOfALifeThatWasNeverToldEndTheConnection() throws Exception {
        LineRecordingSink sink = followed(100);
        peer.say(Frames.bytes(1, 1, 0, "abc"));
        endsTheConnection(sink, "'1' where a life that was requested was expected");
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        LineRecordingSink sink = followed(100);
        peer.say("Segmentation fault\n".getBytes(StandardCharsets.UTF_8));
        endsTheConnection(sink, "because of what it wrote: a frame 'e' of 1399154541 bytes");
    }

    @Test
    void aSecondLanguageAfterTheMarkEndsTheConnection() throws Exception {
        peer.word = "x".repeat(1000);
        says(failure(asking(() -> reader.look(LOG))), FailureCode.INTERNAL, "no word after the mark");
        peer.word = "cobol";
        says(failure(asking(() -> reader.look(LOG))), FailureCode.INTERNAL, "'cobol'");
    }

    @Test
    void whatNobodyAskedForIsPassedOver() throws Exception {
        LineRecordingSink sink = followed(100);
        for (int i = 0; i < 100_000; i++) {
            peer.say(Frames.bytes(7777, 0, 0, "abc"));
        }
        peer.say(Frames.texts('Z', 7777));
        peer.say(Frames.texts('E', 0, "unknown", ""));
        peer.say(Frames.bytes(1, 0, 0, "abc"));
        Await.until("the log goes on", () -> sink.told.contains("bytes 0 0 abc"));
    }

    @Test
    void aReaderThatFallsSilentIsGivenUp() throws Exception {
        reader = reader(QUICK);
        LineRecordingSink sink = followed(100);
        CompletableFuture<FileInfo> look = asking(() -> reader.look(LOG));
        peer.request("look");
        peer.ticking = false;
        says(sink.end(), FailureCode.UNREACHABLE, "The reader on web-1 was given up: it has not answered for 1 s.");
        says(failure(look), FailureCode.UNREACHABLE, "has not answered");
        Await.until("closed", () -> peer.closed);
    }

    @Test
    void aReaderThatSaysAnythingLives() throws Exception {
        reader = reader(QUICK);
        LineRecordingSink sink = followed(100);
        peer.ticking = false;
        peer.say(new byte[] {0, 0, 1, 0, 'B', 0, 0, 0, 9});
        for (int i = 0; i < 100; i++) {
            peer.say(new byte[] {'x'}); // less than a frame, for twice the time after which a silent reader is given up
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertFalse(sink.over());
    }

    @Test
    void aReaderThatEndsTellsWhy() throws Exception {
        LineRecordingSink sink = followed(100);
        peer.ticking = false;
        peer.say(new byte[] {0, 0, 0});
        peer.complain("x".repeat(5000) + " perl: out of memory");
        peer.end(12, null);
        LogException cause = sink.end();
        says(cause, FailureCode.INTERNAL, "The reader on web-1 has ended with status 12:");
        assertTrue(cause.getMessage().length() < 400);
    }

    @Test
    void aConnectionThatIsLostEndsAllThatIsUnderWay() throws Exception {
        LineRecordingSink sink = followed(100);
        CompletableFuture<FileInfo> look = asking(() -> reader.look(LOG));
        peer.request("look");
        LogException lost = new LogException(FailureCode.UNREACHABLE, "The connection to web-1 was lost.");
        peer.end(-1, lost);
        assertEquals(lost, sink.end());
        says(failure(look), FailureCode.UNREACHABLE, lost.getMessage());
        followed(1);
        assertEquals(2, peer.starts, "the next request connects");
    }

    @Test
    void aStartThatTakesTooLongNamesItsLikelyCause() throws Exception {
        reader = reader(new LinkTimeouts(Duration.ofMillis(200), Duration.ofSeconds(1), QUICK.tick(), QUICK.silence()));
        peer.word = "";
        says(
                failure(asking(() -> reader.look(LOG))),
                FailureCode.UNREACHABLE,
                "Starting the reader on web-1 took too long.",
                "a start-up file of the login");
        peer.word = "mute";
        says(failure(asking(() -> reader.look(LOG))), FailureCode.INTERNAL, "'mute'");
    }

    @Test
    void aLoginThatRunsNoCommandsIsNamed() {
        peer.word = "";
        peer.greeting = "This account is currently not available.";
        CompletableFuture<FileInfo> look = asking(() -> reader.look(LOG));
        Await.until("greeted", () -> peer.greeted == 1);
        peer.end(1, null);
        says(failure(look), FailureCode.AUTH_FAILED, "currently not available.", "nologin", "Onetail needs");
        CompletableFuture<?> ready = reader.ready().toCompletableFuture();
        Await.until("greeted", () -> peer.greeted == 2);
        peer.end(1, null);
        says(failure(ready), FailureCode.AUTH_FAILED, "currently not available.");
    }

    private LogException notStarted(int attempt, int status, String words) {
        peer.word = "";
        CompletableFuture<?> ready = reader.ready().toCompletableFuture();
        Await.until("greeted", () -> peer.greeted == attempt);
        peer.complain(words);
        peer.end(status, null);
        return failure(ready);
    }

    @Test
    void aHostThatIsShortOfSomethingIsTriedAgainSoon() {
        List<String> shortages = List.of(
                "onetail-reader: 1: Cannot fork",
                "onetail-reader: 1: Pipe call failed",
                "onetail-reader: fork: Resource temporarily unavailable",
                "zsh:1: fork failed: resource temporarily unavailable",
                "sh: can't fork: Resource temporarily unavailable",
                "No more processes.",
                "/bin/bash: Resource temporarily unavailable",
                "sh: 1: head: Cannot allocate memory",
                "bash: error while loading shared libraries: libc.so.6: failed to map segment from shared object",
                "head: error while loading shared libraries: libc.so.6: cannot open shared object file: Error 24",
                "bash: cannot make pipe for command substitution: Too many open files",
                "bash: cannot create temp file for here-document: No space left on device",
                "sudo: unable to resolve host web-1: Name or service not known\nsudo: unable to fork: Cannot allocate memory");
        int attempt = 0;
        for (String words : shortages) {
            for (int status : new int[] {0, 1, 2, 127, 254, -1}) {
                says(
                        notStarted(++attempt, status, words),
                        FailureCode.UNREACHABLE,
                        "has no process, memory, file or space left");
            }
        }
    }

    @Test
    void aStartThatFailsWithoutAReasonIsTriedAgainSoon() {
        int attempt = 0;
        for (String words : List.of("", "Der Prozess kann nicht erzeugt werden", "System is booting up.")) {
            for (int status : new int[] {0, 1, 2, 254, -1}) {
                says(notStarted(++attempt, status, words), FailureCode.UNREACHABLE, "If this lasts");
            }
        }
    }

    @Test
    void whatAPersonMustChangeIsNot() {
        says(notStarted(1, 1, "sudo: a password is required"), FailureCode.AUTH_FAILED, "a password");
        says(notStarted(2, 1, "app is not in the sudoers file."), FailureCode.AUTH_FAILED, "sudoers");
        says(notStarted(3, 1, "This service allows sftp connections only."), FailureCode.AUTH_FAILED, "SFTP only");
        says(notStarted(4, 127, "sh: 1: head: not found"), FailureCode.UNREADABLE, "A program is missing");
    }

    @Test
    void whatARunningReaderHasComplainedOfIsNoReasonToWait() throws Exception {
        int starts = 0;
        for (String words : List.of("sudo: unable to resolve host web-1", "x: not found", "sftp connections only")) {
            LineRecordingSink sink = followed(++starts);
            peer.complain(words);
            peer.end(127, null);
            says(sink.end(), FailureCode.INTERNAL, "has ended with status 127: " + words);
        }
    }

    private static byte[] opened(long id, String path, String head) {
        return Frames.of(
                'F',
                id,
                ("1:2\0" + head.length() + "\0001764380168\0" + path + "\0/v/a.log\0" + head)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void looksComeInTheOrderOfTheirFiles() throws Exception {
        CompletableFuture<List<FileLook>> looks =
                asking(() -> reader.look("/v/a-%d.log", List.of("/v/a-1.log", "/v/b"), 10, true));
        String asked = peer.request("look");
        long id = Long.parseLong(asked.split(" ")[1]);
        assertEquals("look " + id + " /v/a-.log 10 1 /v/a-1.log /v/b", asked);
        peer.say(opened(id, "/v/a-1.log", "head"));
        peer.say(Frames.texts('X', id, "denied", ""));
        peer.say(Frames.texts('Z', id));
        List<FileLook> found = answer(looks);
        assertEquals("/v/a-1.log", found.get(0).info().path());
        LogException denied =
                assertThrows(LogException.class, () -> found.get(1).info());
        says(denied, FailureCode.UNREADABLE, "/v/b on web-1 can't be read by user 'app'");
    }

    @Test
    void moreThanWasAskedForEndsTheConnection() throws Exception {
        CompletableFuture<?> look = asking(() -> reader.look(LOG, List.of(LOG), 3, false));
        peer.say(opened(peer.id("look"), LOG, "head"));
        says(failure(look), FailureCode.INTERNAL, "more of a file than was requested");
        CompletableFuture<?> second = asking(() -> reader.look(LOG, List.of(LOG), 10, false));
        long id = peer.id("look");
        peer.say(opened(id, LOG, "head"));
        peer.say(opened(id, LOG, "head"));
        says(failure(second), FailureCode.INTERNAL, "more files than were requested");
        CompletableFuture<?> read = asking(() -> reader.ofNode(LOG, LOG, "1:2", false, 0, 3));
        peer.say(Frames.of('B', peer.id("range"), new byte[4]));
        says(failure(read), FailureCode.INTERNAL, "more bytes of a file than were requested");
        CompletableFuture<?> list = asking(() -> reader.find(List.of("/v/**"), 3));
        long listed = peer.id("list");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            Collections.addAll(many, "/v/" + i, "1", "1");
        }
        for (int i = 0; i <= 40; i++) {
            peer.say(Frames.texts('I', listed, many.toArray(String[]::new)));
        }
        says(failure(list), FailureCode.INTERNAL, "more files than were requested");
        CompletableFuture<?> wrong = asking(() -> reader.look(LOG));
        peer.say(Frames.bytes(peer.id("look"), 0, 0, "x"));
        says(failure(wrong), FailureCode.INTERNAL, "bytes of a log that is not followed");
    }

    @Test
    void anAnswerThatTakesTooLongIsTakenBack() throws Exception {
        reader = reader(new LinkTimeouts(Duration.ofMillis(300), Duration.ofSeconds(9), QUICK.tick(), QUICK.silence()));
        CompletableFuture<?> look = asking(() -> reader.look(LOG));
        long id = peer.id("look");
        says(failure(look), FailureCode.UNREACHABLE, "Looking at /v/a.log on web-1 took too long.");
        assertEquals("cancel " + id, peer.request("cancel"));
        CompletableFuture<List<FoundFile>> list = asking(() -> reader.find(List.of("/v/*"), 3));
        long listed = peer.id("list");
        peer.say(Frames.texts('I', listed, "/v/b", "1", "1", "/w/c", "1", "1"));
        assertEquals(List.of("/v/b"), answer(list).stream().map(FoundFile::path).toList());
    }

    @Test
    void bytesOfALifeAreRead() throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = reader.follow(LOG, false, sink);
        long id = peer.id("follow");
        CompletableFuture<byte[]> some = asking(() -> follower.peek(0, 5, 10));
        String asked = peer.request("peek");
        long number = Long.parseLong(asked.split(" ")[1]);
        assertEquals("peek " + number + " " + id + " 0 5 10", asked);
        peer.say(Frames.of('B', number, "ab".getBytes(StandardCharsets.UTF_8)));
        peer.say(Frames.texts('Z', number));
        assertArrayEquals("ab".getBytes(StandardCharsets.UTF_8), answer(some));
        CompletableFuture<byte[]> gone = asking(() -> follower.peek(1, 5, 10));
        peer.say(Frames.texts('E', peer.id("peek"), "gone", ""));
        assertNull(answer(gone));
        follower.stop();
        assertNull(follower.peek(0, 5, 10));
    }

    @Test
    void aMereChangeOfGlobsIsToldToTheReader() throws Exception {
        LineRecordingSink sink = followed(10);
        reader.allow(List.of("/v/*.log"));
        reader.allow(List.of("/w/app-%d.log", "/v/*.log"));
        assertEquals("allow 0 /w/app-%2A.log /v/%2A.log", peer.request("allow"), "and not the old list");
        assertFalse(sink.over());
        reader.close();
        says(sink.end(), FailureCode.UNREACHABLE, "The connections to web-1 were closed");
    }

    @Test
    void aConnectionThatNobodyNeedsEnds() throws Exception {
        reader = reader(new LinkTimeouts(QUICK.timeout(), Duration.ofMillis(100), QUICK.tick(), QUICK.silence()));
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = reader.follow(LOG, false, sink);
        peer.id("follow");
        TimeUnit.MILLISECONDS.sleep(300);
        assertFalse(peer.closed, "a log is followed");
        follower.stop();
        Await.until("closed", () -> peer.closed);
        assertEquals("", reader.hello().getOrDefault("reader", ""));
        answer(reader.ready().toCompletableFuture());
        assertEquals(2, peer.starts);
        assertEquals("perl", reader.hello().get("reader"));
    }

    @Test
    void aSinkThatFailsEndsAlone() throws Exception {
        LineRecordingSink bad = new LineRecordingSink() {
            @Override
            public void life(FileLife life) {
                throw new IllegalStateException("a fault of the server");
            }
        };
        reader.follow(LOG, false, bad);
        peer.say(Frames.life(peer.id("follow"), 0, "first"));
        says(bad.end(), FailureCode.INTERNAL, "Something went wrong on the server");
        peer.request("cancel");
        LineRecordingSink good = new LineRecordingSink();
        reader.follow(LOG, false, good);
        peer.say(Frames.life(peer.id("follow"), 0, "first"));
        Await.until("the others go on", () -> good.told.size() == 1);
        assertEquals(1, peer.starts);
    }

    @Test
    void whoAsksDoesNotWaitForAConnectionThatIsStuck() throws Exception {
        LineRecordingSink sink = followed(10);
        long begin = System.nanoTime();
        synchronized (peer.stuck) {
            for (int i = 0; i < 1000; i++) {
                reader.follow("/v/" + "x".repeat(2000) + i, false, new LineRecordingSink())
                        .stop();
            }
            assertFalse(sink.over());
            for (int i = 0; i < 100_000 && !sink.over(); i++) {
                reader.follow("/v/" + "x".repeat(2000) + i, false, new LineRecordingSink())
                        .stop();
            }
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5));
            says(sink.end(), FailureCode.UNREACHABLE, "was given up");
        }
    }

    @Test
    void nothingIsAskedOfShBeforeItsHello() throws Exception {
        peer.word = "sh";
        LineRecordingSink sink = new LineRecordingSink();
        reader.follow(LOG, false, sink);
        peer.id("follow"); // the peer takes a line that comes before it for a length, and fails
        assertEquals("sh", reader.hello().get("reader"));
    }

    @Test
    void whatAReaderLacksIsKnownFromItsHelloOnEvenWhenItHasEnded() throws Exception {
        assertEquals(Set.of(), reader.lacks());
        peer.lacks = "speed,order,late";
        answer(reader.ready().toCompletableFuture());
        assertEquals(Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE), reader.lacks());
        reader.close();
        assertEquals(Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE), reader.lacks());
    }

    @Test
    void aPinnedReaderIsSentNoProgram() throws Exception {
        peer.word = "pinned";
        reader.follow(LOG, false, new LineRecordingSink());
        peer.id("follow");
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() throws Exception {
        LineRecordingSink sink = new LineRecordingSink();
        reader.follow("/v/a\0b", false, sink);
        says(sink.end(), FailureCode.BAD_REQUEST, "NUL");
    }

    @Test
    void aFollowerEndsOnceAndLastWhateverEndsIt() throws Exception {
        for (int i = 0; i < 2000; i++) {
            LineRecordingSink sink = new LineRecordingSink();
            LogFollower follower = reader.follow(LOG, false, sink);
            follower.grant(1_000_000);
            long id = peer.id("follow");
            peer.say(Frames.life(id, 0, "first"));
            follower.start(0, 0);
            CompletableFuture<?> stop = CompletableFuture.runAsync(follower::stop);
            for (int k = 0; k < 50; k++) {
                peer.say(Frames.bytes(id, 0, k, "x"));
            }
            answer(stop);
            assertNull(sink.end());
            assertEquals("ended", sink.told.get(sink.told.size() - 1));
        }
        assertEquals(1, peer.starts);
    }
}
