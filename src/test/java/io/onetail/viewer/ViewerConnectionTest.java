package io.onetail.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.config.ViewerSettings;
import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.HistoryReader;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.View;
import io.onetail.testing.FakeJournal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewerConnectionTest {
    private static final LogId A = new LogId("web", "/a.log");
    private static final LogId B = new LogId("web", "/b.log");

    private long nanos;
    private final SendQueue sendQueue = new SendQueue();
    private final FakeOutlet messageSender = new FakeOutlet();
    private ViewerSettings settings = new ViewerSettings(2, 3, Duration.ofSeconds(30), null);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final FakeJournal journal = new FakeJournal(() -> 0);
    private final QuietRelay quietRelay = new QuietRelay();
    private final List<View> closed = new ArrayList<>();
    private final ChannelRegistry channelRegistry =
            new ChannelRegistry(RelaySettings.DEFAULT, journal, new NoPast(), quietRelay, quietRelay, scheduler);
    private @Nullable Mask mask;
    private ViewerConnection connection = connection();

    private ViewerConnection connection() {
        return new ViewerConnection("c", messageSender, new Desk(), sendQueue, settings, () -> nanos);
    }

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    private final class Desk implements ViewerConnection.ViewOpener {
        @Override
        public View open(ClientMessage.OpenView open, ViewerConnection connection) throws LogException {
            if (open.log().host().equals("forbidden")) {
                throw new LogException(FailureCode.FORBIDDEN, "Not for you.");
            }
            return channelRegistry.open(open.view(), open.log(), "UTF-8", open.from(), mask, connection::wake);
        }

        @Override
        public void close(View view) {
            closed.add(view);
            channelRegistry.close(view);
        }
    }

    private static final class NoPast implements HistoryReader {
        @Override
        public CompletionStage<byte @Nullable []> read(
                LogId log, FileId file, long offset, int length, BooleanSupplier stillNeeded) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Long> lastLines(
                LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier stillNeeded) {
            return CompletableFuture.completedFuture(end);
        }
    }

    /** Checks that no two sends are in progress, and completes them inside the call or when the test says so. */
    private static final class FakeOutlet implements MessageSender {
        final List<String> sent = new ArrayList<>();
        boolean inside = true;

        @Nullable
        Consumer<@Nullable Throwable> pending;

        int code;
        int closes;
        int pings;

        @Override
        public void text(String text, Consumer<@Nullable Throwable> completed) {
            send(text, completed);
        }

        @Override
        public void binary(ByteBuffer bytes, Consumer<@Nullable Throwable> completed) {
            byte[] frame = new byte[bytes.remaining()];
            bytes.get(frame);
            Chunk chunk = Chunk.wrap(frame);
            send(
                    (chunk.key() == A.key() ? "a:" : "b:")
                            + new String(frame, Chunk.HEADER, chunk.length(), StandardCharsets.US_ASCII),
                    completed);
        }

        private void send(String what, Consumer<@Nullable Throwable> completed) {
            if (pending != null) {
                throw new AssertionError("two sends at once");
            }
            sent.add(what);
            if (inside) {
                completed.accept(null);
            } else {
                pending = completed;
            }
        }

        void complete(@Nullable Throwable failure) {
            Consumer<@Nullable Throwable> completed = pending;
            pending = null;
            completed.accept(failure);
        }

        @Override
        public void ping() {
            pings++;
        }

        @Override
        public void close(int code, String reason) {
            this.code = code;
            closes++;
        }
    }

    private void receive(String type, String view, String more) {
        connection.received("{\"type\":\"" + type + "\",\"view\":\"" + view + "\"" + more + "}");
    }

    private void open(String view, LogId log) {
        receive("open", view, ",\"host\":\"" + log.host() + "\",\"source\":\"" + log.source() + "\"");
    }

    /** Runs the tasks of the scheduler. */
    private void settle() {
        try {
            scheduler.submit(() -> {}).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private final java.util.Map<LogId, Position> ends = new java.util.HashMap<>();

    private void live(LogId log) {
        channelRegistry.subscribed(log);
        settle();
        ends.put(log, new Position(1, 0));
        channelRegistry.message(log, WireCodec.encode(LogState.live(ends.get(log), null, Set.of())));
    }

    private void append(LogId log, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Chunk chunk = Chunk.of(log.key(), ends.get(log), false, LineFeed.BYTE, bytes, 0, bytes.length);
        ends.put(log, chunk.end());
        channelRegistry.message(log, chunk.frame());
    }

    private void turns() {
        while (sendQueue.turn()) {}
    }

    private List<String> chunks() {
        return messageSender.sent.stream()
                .filter(text -> text.matches("(?s)[ab]:.*"))
                .toList();
    }

    private String last() {
        return messageSender.sent.get(messageSender.sent.size() - 1);
    }

    @Test
    void completionInsideTheCallGoesOnWithoutRecursion() {
        open("v", A);
        live(A);
        turns();
        for (int i = 0; i < 5_000; i++) {
            append(A, "line " + i + " ".repeat(100) + "\n");
        }
        turns();
        assertEquals(5_000, String.join("", chunks()).split("line").length - 1);
    }

    @Test
    void completionOutsideTheCallHasOneSendUnderWay() {
        messageSender.inside = false;
        open("v", A);
        live(A);
        for (int i = 0; i < 10; i++) {
            append(A, i + "\n");
            turns();
        }
        assertEquals(1, messageSender.sent.size());
        for (int i = 0; messageSender.pending != null; i++) {
            messageSender.complete(null);
            turns();
            assertTrue(i < 100);
        }
        assertEquals(List.of("a:0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"), chunks());
    }

    @Test
    void aCompletionOutsideTheCallGoesOnSendingInItsThread() {
        messageSender.inside = false;
        open("v", A);
        live(A);
        turns();
        append(A, "x".repeat(60_000) + "\n");
        append(A, "y".repeat(60_000) + "\n");
        while (chunks().size() < 2) {
            messageSender.complete(null);
        }
        assertFalse(sendQueue.turn());
    }

    @Test
    void aCompletionOutsideTheCallLeavesMaskedViewsToTheWorkers() {
        messageSender.inside = false;
        mask = new Mask(List.of(MaskPattern.builtIn("cards")), StandardCharsets.UTF_8);
        open("v", A);
        live(A);
        turns();
        while (messageSender.pending != null) {
            messageSender.complete(null);
            turns();
        }
        append(A, "x".repeat(60_000) + "\n");
        turns();
        append(A, "4111 1111 1111 1111\n" + "y".repeat(60_000) + "\n");
        messageSender.complete(null);
        assertEquals(1, chunks().size());
        assertTrue(sendQueue.turn());
        assertTrue(chunks().get(1).startsWith("a:*******************\n"));
    }

    @Test
    void whatComesWhileASendIsUnderWayWaitsForItsCompletionAndQueuesNothing() {
        messageSender.inside = false;
        open("v", A);
        live(A);
        turns();
        append(A, "first\n");
        append(A, "second\n");
        assertFalse(sendQueue.turn());
        while (messageSender.pending != null) {
            messageSender.complete(null);
        }
        assertEquals(List.of("a:first\nsecond\n"), chunks());
    }

    @Test
    void viewsOfOneConnectionTakeTurns() {
        messageSender.inside = false;
        open("1", A);
        open("2", B);
        live(A);
        live(B);
        while (messageSender.pending != null || messageSender.sent.isEmpty()) {
            turns();
            if (messageSender.pending != null) {
                messageSender.complete(null);
            }
            turns();
        }
        String full = "x".repeat(60_000) + "\n";
        for (int i = 0; i < 4; i++) {
            append(A, full);
            append(B, full);
        }
        for (int i = 0; i < 8; i++) {
            turns();
            messageSender.complete(null);
        }
        List<Character> order = chunks().stream().map(text -> text.charAt(0)).toList();
        assertTrue(
                order.equals(List.of('a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'))
                        || order.equals(List.of('b', 'a', 'b', 'a', 'b', 'a', 'b', 'a')),
                order.toString());
    }

    @Test
    void aConnectionWithMuchToSendLetsOthersHaveTheirTurn() {
        open("v", A);
        live(A);
        turns();
        for (int i = 0; i < 20; i++) {
            append(A, "x".repeat(60_000) + "\n");
        }
        assertTrue(sendQueue.turn());
        assertTrue(chunks().size() < 10);
        turns();
        assertEquals(20, chunks().size());
    }

    @Test
    void aStuckSendClosesTheConnectionAndFreesItsViews() {
        messageSender.inside = false;
        open("v", A);
        turns();
        nanos = Duration.ofSeconds(30).toNanos();
        connection.sweep();
        assertEquals(0, messageSender.code);
        nanos++;
        connection.sweep();
        connection.sweep();
        assertEquals(1013, messageSender.code);
        assertEquals(1, messageSender.closes);
        assertEquals(1, closed.size());
    }

    @Test
    void aFailedSendClosesTheConnection() {
        messageSender.inside = false;
        open("v", A);
        turns();
        messageSender.complete(new IllegalStateException("gone"));
        assertEquals(1011, messageSender.code);
        assertEquals(1, closed.size());
        turns();
    }

    @Test
    void moreViewsThanAllowedAreRefused() {
        for (int i = 0; i < 5; i++) {
            open("v" + i, new LogId("web", "/" + i + ".log"));
        }
        turns();
        assertEquals(3, connection.views().size());
        assertTrue(messageSender.sent.stream()
                .anyMatch(text -> text.contains("\"code\":\"limit\"") && text.contains("\"view\":\"v4\"")));
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        open("v", A);
        open("v", B);
        turns();
        assertEquals(1, connection.views().size());
        assertTrue(messageSender.sent.stream().anyMatch(text -> text.contains("bad-request")));
    }

    @Test
    void aRefusalNamesNoViewThatIsOpenAndGoesOn() {
        open("v", A);
        live(A);
        turns();
        open("v", B);
        turns();
        assertTrue(
                last().contains("\"view\":null")
                        && last().contains("bad-request")
                        && last().contains("View 'v' is already open"),
                last());
        receive("dance", "v", "");
        turns();
        assertTrue(last().contains("\"view\":null") && last().contains("bad-request"), last());
        open("w", B);
        open("x", new LogId("web", "/c.log"));
        open("v", B);
        turns();
        assertTrue(messageSender.sent.stream()
                .anyMatch(text -> text.contains("\"view\":null") && text.contains("\"limit\"")));
        assertTrue(messageSender.sent.stream()
                .noneMatch(text -> text.contains("\"error\"") && text.contains("\"view\":\"v\"")));
        append(A, "a\n");
        turns();
        assertEquals(List.of("a:a\n"), chunks());
        receive("close", "v", "");
        receive("dance", "v", "");
        turns();
        assertTrue(last().contains("\"view\":\"v\"") && last().contains("bad-request"), last());
    }

    @Test
    void aSecondViewOfALogIsRefusedUntilTheFirstIsClosed() {
        open("v", A);
        live(A);
        turns();
        open("w", A);
        turns();
        assertTrue(
                last().contains("\"view\":\"w\"")
                        && last().contains("bad-request")
                        && last().contains("View 'v' on this connection already shows this log"),
                last());
        append(A, "a\n");
        turns();
        assertEquals(List.of("a:a\n"), chunks());
        receive("close", "v", "");
        open("w", A);
        turns();
        assertTrue(messageSender.sent.stream().anyMatch(text -> text.contains("\"type\":\"opened\",\"view\":\"w\"")));
    }

    @Test
    void unknownViewsAndBadMessagesAreAnswered() {
        receive("pause", "v", "");
        turns();
        assertTrue(last().contains("\"view\":\"v\"") && last().contains("bad-request"));
        connection.received("nonsense");
        turns();
        assertTrue(last().contains("\"view\":null"));
        receive("open", "w", "");
        turns();
        assertTrue(last().contains("\"view\":\"w\"") && last().contains("bad-request"));
        open("x", new LogId("forbidden", "/a"));
        turns();
        assertTrue(last().contains("\"view\":\"x\"") && last().contains("forbidden"));
        assertTrue(connection.views().isEmpty());
    }

    @Test
    void aFloodOfMessagesThatReadsNoAnswerIsClosed() {
        messageSender.inside = false;
        open("v", A);
        for (int i = 0; i < 3_000; i++) {
            connection.received("nonsense");
        }
        assertEquals(1008, messageSender.code);
        assertEquals(1, messageSender.closes);
        assertEquals(1, closed.size());
    }

    @Test
    void aViewThatIsClosedWhileItsChunkIsSentIsClosedOnce() {
        messageSender.inside = false;
        open("v", A);
        live(A);
        append(A, "a\n");
        turns();
        receive("close", "v", "");
        assertEquals(1, closed.size());
        messageSender.complete(null);
        turns();
        assertEquals(1, messageSender.sent.size());
        open("v", A);
        assertEquals(1, connection.views().size());
    }

    @Test
    void aClosedConnectionSendsNothingAndOpensNothing() {
        open("v", A);
        live(A);
        connection.closed();
        connection.closed();
        append(A, "a\n");
        turns();
        open("w", A);
        assertEquals(List.of(), chunks());
        assertEquals(1, closed.size());
        assertTrue(connection.views().isEmpty());
    }

    @Test
    void aViewThatFailsIsTakenAway() {
        open("v", A);
        live(A);
        turns();
        channelRegistry.message(A, WireCodec.encode(LogState.failed(new LogException(FailureCode.UNREADABLE, "No."))));
        turns();
        assertTrue(last().contains("unreadable"));
        assertTrue(connection.views().isEmpty());
        assertEquals(1, closed.size());
    }

    @Test
    void aViewThatNobodyAttendsToEndsAtTheLimitUnlessItIsUsed() {
        settings = new ViewerSettings(2, 3, Duration.ofSeconds(30), Duration.ofMinutes(30));
        connection = connection();
        open("v", A);
        live(A);
        turns();
        nanos = Duration.ofMinutes(29).toNanos();
        receive("resume", "v", "");
        nanos = Duration.ofMinutes(58).toNanos();
        connection.sweep();
        turns();
        assertEquals(1, connection.views().size());
        nanos = Duration.ofMinutes(60).toNanos();
        connection.sweep();
        turns();
        assertTrue(last().contains("\"state\":\"ended\"") && last().contains("30m"), last());
        assertTrue(connection.views().isEmpty());
    }

    @Test
    void aPausedViewSendsNothingUntilItIsResumed() {
        open("v", A);
        live(A);
        turns();
        receive("pause", "v", "");
        append(A, "a\n");
        turns();
        assertEquals(List.of(), chunks());
        receive("resume", "v", "");
        turns();
        assertEquals(List.of("a:a\n"), chunks());
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos += TimeUnit.SECONDS.toNanos(1);
            connection.sweep();
        }
    }

    @Test
    void whoSaysNothingIsAskedAndWithoutAnAnswerItsViewsEnd() {
        open("v", A);
        live(A);
        turns();
        pass(9);
        assertEquals(0, messageSender.pings);
        pass(11);
        assertTrue(messageSender.pings >= 2);
        assertEquals(0, messageSender.closes);
        pass(5);
        assertEquals(1, messageSender.closes);
        assertEquals(ViewerConnection.TRY_AGAIN, messageSender.code);
        assertEquals(1, closed.size());
    }

    @Test
    void whoAnswersPingsOrSpeaksIsKeptForEver() {
        open("v", A);
        for (int i = 0; i < 100; i++) {
            pass(i % 2 == 0 ? 14 : 19);
            if (i % 2 == 0) {
                connection.answered();
            } else {
                connection.received("{\"type\":\"ping\"}");
            }
        }
        assertEquals(0, messageSender.closes);
        assertEquals(List.of(), closed);
    }

    @Test
    void aPageThatAsksIsAnsweredAndNeedsNoPings() {
        for (int i = 0; i < 10; i++) {
            connection.received("{\"type\":\"ping\"}");
            turns();
            pass(5);
        }
        assertEquals(java.util.Collections.nCopies(10, "{\"type\":\"pong\"}"), messageSender.sent);
        assertEquals(0, messageSender.pings);
    }

    @Test
    void aSlowReaderIsGivenTheTimeToReadWhatCameBeforeThePing() {
        open("v", A);
        live(A);
        turns();
        for (int i = 0; i < 60; i++) { // 3.6 MB, a minute's at 64 KiB/s
            append(A, "x".repeat(60_000) + "\n");
        }
        turns();
        pass(60);
        assertEquals(0, messageSender.closes);
        pass(10);
        assertEquals(1, messageSender.closes);
    }

    @Test
    void aDeadLineIsNoticedThoughALogGoesOn() {
        open("v", A);
        live(A);
        turns();
        for (int i = 0; i < 25; i++) {
            append(A, "x".repeat(10_000) + "\n");
            turns();
            pass(1);
        }
        assertEquals(1, messageSender.closes);
    }

    @Test
    void afterASendThatTookLongTheOtherSideIsAskedBeforeItIsGivenUp() {
        messageSender.inside = false;
        open("v", A);
        live(A);
        turns();
        pass(29);
        messageSender.complete(null);
        pass(9);
        assertEquals(0, messageSender.closes);
        connection.answered();
        pass(19);
        assertEquals(0, messageSender.closes);
    }

    @Test
    void aFailureWhileServingOneConnectionDoesNotEndTheWorker() throws Exception {
        ViewerConnection broken =
                new ViewerConnection("broken", new BrokenOutlet(), new Desk(), sendQueue, settings, () -> nanos);
        Thread worker = new Thread(sendQueue::work);
        java.util.logging.Logger.getLogger(SendQueue.class.getName()).setLevel(java.util.logging.Level.OFF);
        worker.start();
        broken.received("nonsense");
        CountDownLatch done = new CountDownLatch(1);
        ViewerConnection good = new ViewerConnection(
                "good", new Counting(done::countDown), new Desk(), sendQueue, settings, () -> nanos);
        good.received("nonsense");
        assertTrue(done.await(10, TimeUnit.SECONDS));
        worker.interrupt();
        worker.join(10_000);
        assertFalse(worker.isAlive());
    }

    /** Takes everything at once. */
    private abstract static class QuickOutlet implements MessageSender {
        @Override
        public void binary(ByteBuffer bytes, Consumer<@Nullable Throwable> completed) {
            completed.accept(null);
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String reason) {}
    }

    private static final class BrokenOutlet extends QuickOutlet {
        @Override
        public void text(String text, Consumer<@Nullable Throwable> completed) {
            throw new StackOverflowError();
        }
    }

    private static final class Counting extends QuickOutlet {
        private final Runnable sent;

        Counting(Runnable sent) {
            this.sent = sent;
        }

        @Override
        public void text(String text, Consumer<@Nullable Throwable> completed) {
            sent.run();
            completed.accept(null);
        }
    }

    @Test
    void noWakeUpIsLostAndNoTwoSendsAreUnderWay() throws Exception {
        int lines = 20_000;
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(lines);
        var completions = Executors.newFixedThreadPool(2);
        MessageSender threaded = new QuickOutlet() {
            private int turn;

            @Override
            public void text(String text, Consumer<@Nullable Throwable> completed) {
                if (underWay.getAndIncrement() != 0) {
                    wrong.incrementAndGet();
                }
                Runnable complete = () -> {
                    underWay.decrementAndGet();
                    completed.accept(null);
                };
                if (turn++ % 3 == 0) {
                    completions.execute(complete);
                } else {
                    complete.run();
                }
                all.countDown();
            }
        };
        ViewerConnection busy = new ViewerConnection("busy", threaded, new Desk(), sendQueue, settings, () -> nanos);
        Thread[] workers = {new Thread(sendQueue::work), new Thread(sendQueue::work), new Thread(sendQueue::work)};
        for (Thread worker : workers) {
            worker.start();
        }
        try {
            // one at a time, so that each must wake the connection again; no more than may be unanswered
            for (int i = 0; i < lines; i++) {
                busy.received("x");
                if (i % 1_000 == 999) {
                    int at = i;
                    long until = System.nanoTime() + 10_000_000_000L;
                    while (all.getCount() > lines - 1 - at) {
                        assertTrue(System.nanoTime() < until, "a wake-up was lost");
                        Thread.onSpinWait();
                    }
                }
            }
            assertTrue(all.await(10, TimeUnit.SECONDS));
            assertEquals(0, wrong.get());
        } finally {
            for (Thread worker : workers) {
                worker.interrupt();
            }
            completions.shutdownNow();
        }
    }
}
