package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileHistoryTest {
    private static final LogId LOG = new LogId("web", "/log/a.log");

    private final FakeHost host = new FakeHost(() -> 0);
    private final List<Runnable> tasks = new ArrayList<>();
    private int calls;
    private final Catalog catalog = HistoryFixture.catalog("/log/*");
    private final FileHistory history = new FileHistory(name -> host, () -> catalog, tasks::add);

    @BeforeEach
    void count() {
        host.onCall = () -> calls++;
    }

    private FileId file() throws Exception {
        return host.look("/log/a.log").id();
    }

    private void run() {
        List<Runnable> now = new ArrayList<>(tasks);
        tasks.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void manyWhoAskTheSameMakeOneRead() throws Exception {
        host.write("/log/a.log", "hello");
        FileId file = file();
        calls = 0;
        var one = history.read(LOG, file, 1, 3, () -> true);
        var two = history.read(LOG, file, 1, 3, () -> true);
        run();
        assertEquals("ell", new String(one.toCompletableFuture().join(), StandardCharsets.US_ASCII));
        assertEquals("ell", new String(two.toCompletableFuture().join(), StandardCharsets.US_ASCII));
        assertEquals(1, calls);
    }

    @Test
    void whatNobodyWaitsForIsNotRead() throws Exception {
        host.write("/log/a.log", "hello");
        FileId file = file();
        calls = 0;
        List<Boolean> open = new ArrayList<>(List.of(true, true));
        var first = history.read(LOG, file, 0, 5, () -> open.get(0));
        history.read(LOG, file, 0, 5, () -> open.get(1));
        open.set(0, false);
        var last = history.lastLines(LOG, file, 5, 9, LineFeed.BYTE, () -> open.get(0));
        run();
        assertEquals(1, calls, "one of two callers for the same range still waits; none for the other range");
        assertEquals(5, first.toCompletableFuture().join().length);
        assertTrue(last.toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void aFailureIsNotKept() throws Exception {
        host.write("/log/a.log", "hello");
        FileId file = file();
        host.away = FakeHost.unreachable();
        CompletableFuture<byte[]> failed =
                history.read(LOG, file, 0, 5, () -> true).toCompletableFuture();
        run();
        assertTrue(failed.isCompletedExceptionally());
        failed.whenComplete((bytes, cause) -> assertTrue(cause instanceof LogException));
        host.away = null;
        var again = history.read(LOG, file, 0, 5, () -> true);
        run();
        assertEquals(5, again.toCompletableFuture().join().length);
    }

    @Test
    void theBeginningOfTheLastLinesIsLookedForBackwards() throws Exception {
        host.write("/log/a.log", "a\nbb\nccc\n");
        FileId file = file();
        long[][] cases = {{9, 1, 9}, {9, 2, 5}, {9, 3, 2}, {9, 4, 0}, {9, 9, 0}, {7, 1, 5}, {0, 3, 0}};
        for (long[] one : cases) {
            var found = history.lastLines(LOG, file, one[0], (int) one[1], LineFeed.BYTE, () -> true);
            run();
            assertEquals(one[2], found.toCompletableFuture().join(), one[0] + " " + one[1]);
        }
    }

    @Test
    void linesAreFoundAcrossBlocksButNotForEver() throws Exception {
        String line = "x".repeat(99_999) + "\n";
        host.write("/log/a.log", line.repeat(3) + "y".repeat(6 << 20));
        FileId file = file();
        var found = history.lastLines(LOG, file, 300_000, 3, LineFeed.BYTE, () -> true);
        run();
        assertEquals(100_000, found.toCompletableFuture().join());
        var far = history.lastLines(LOG, file, 300_000 + (6 << 20), 1, LineFeed.BYTE, () -> true);
        run();
        assertEquals(300_000 + (2 << 20), far.toCompletableFuture().join());
    }

    @Test
    void linesAfterAHoleAreCountedAndNoneBeforeIt() throws Exception {
        String hole = "\0".repeat(100_000);
        host.write("/log/a.log", "a\n" + hole + "b\nc\nd\n");
        FileId file = file();
        long[][] cases = {{1, 100_006}, {2, 100_004}, {3, 100_002}, {9, 100_002}};
        for (long[] one : cases) {
            var found = history.lastLines(LOG, file, 100_007, (int) one[0], LineFeed.BYTE, () -> true);
            run();
            assertEquals(one[1], found.toCompletableFuture().join(), "lines " + one[0]);
        }
        host.write("/log/b.log", hole + "\0b\0\n\0c\0\n");
        FileId wide = host.look("/log/b.log").id();
        var found = history.lastLines(new LogId("web", "/log/b.log"), wide, 100_008, 9, LineFeed.UTF_16BE, () -> true);
        run();
        assertEquals(100_000, found.toCompletableFuture().join());
    }

    @Test
    void aFileThatIsGoneAndACommandHaveNothing() throws Exception {
        host.write("/log/a.log", "hello");
        FileId file = file();
        host.delete("/log/a.log");
        var gone = history.read(LOG, file, 0, 5, () -> true);
        var command = history.read(new LogId("web", "cmd"), file, 0, 5, () -> true);
        run();
        assertNull(gone.toCompletableFuture().join());
        assertNull(command.toCompletableFuture().join());
    }

    @Test
    void withoutAThreadTheAnswerIsAFailure() throws Exception {
        host.write("/log/a.log", "hello");
        FileHistory full = new FileHistory(name -> host, () -> catalog, task -> {
            throw new RejectedExecutionException("full");
        });
        assertTrue(
                full.read(LOG, file(), 0, 5, () -> true).toCompletableFuture().isCompletedExceptionally());
    }
}
