package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.history.RangeCache.RangeKey;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RangeCacheTest {
    private static final byte[] BYTES = {1};

    private long nanos;
    private final RangeCache cache = new RangeCache(() -> nanos);
    private final List<CompletableFuture<byte @Nullable []>> reads = new ArrayList<>();
    private BooleanSupplier anybody = () -> false;

    private static RangeKey range(int number) {
        return new RangeKey(new LogId("web-1", "/var/log/app.log"), FileId.parse("1:2/3/4"), number, 10);
    }

    private CompletableFuture<byte @Nullable []> ask(int number) {
        return cache.get(range(number), () -> true, stillNeeded -> {
            anybody = stillNeeded;
            reads.add(new CompletableFuture<>());
            return reads.get(reads.size() - 1);
        });
    }

    @Test
    void aReadThatCouldNotBeStartedIsStartedAgainByTheNext() {
        assertThrows(
                IllegalStateException.class,
                () -> cache.get(range(0), () -> true, stillNeeded -> {
                    throw new IllegalStateException("no thread");
                }));
        var unused = ask(0);
        assertEquals(1, reads.size());
    }

    @Test
    void whileReadsHangEachIsSharedHoweverManyThereAreAndHoweverLongTheyTake() {
        List<CompletableFuture<byte @Nullable []>> answers = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 40; i++) {
                answers.add(ask(i));
            }
            nanos += 10_000_000_000L;
        }
        assertEquals(40, reads.size());
        reads.forEach(read -> read.complete(BYTES));
        answers.forEach(answer -> assertArrayEquals(BYTES, answer.getNow(null)));
    }

    @Test
    void anAnswerIsKeptForTwoSecondsAlsoThatThereIsNothing() {
        var unused = ask(0);
        reads.get(0).complete(null);
        nanos += 1_900_000_000L;
        CompletableFuture<byte @Nullable []> again = ask(0);
        assertTrue(again.isDone());
        assertNull(again.getNow(BYTES));
        assertEquals(1, reads.size());
        nanos += 200_000_000L;
        var later = ask(0);
        assertEquals(2, reads.size());
    }

    @Test
    void aFailureIsForThoseWhoWaitOnly() {
        CompletableFuture<byte @Nullable []> first = ask(0);
        CompletableFuture<byte @Nullable []> second = ask(0);
        reads.get(0).completeExceptionally(new IOException("the host has gone"));
        assertTrue(first.isCompletedExceptionally() && second.isCompletedExceptionally());
        var unused = ask(0);
        assertEquals(2, reads.size());
    }

    @Test
    void aReadIsWantedAsLongAsSomebodyWaits() {
        boolean[] waits = {true, true};
        var unused = cache.get(range(0), () -> waits[0], stillNeeded -> {
            anybody = stillNeeded;
            return new CompletableFuture<>();
        });
        var other = cache.get(range(0), () -> waits[1], stillNeeded -> new CompletableFuture<>());
        waits[0] = false;
        assertTrue(anybody.getAsBoolean());
        waits[1] = false;
        assertFalse(anybody.getAsBoolean());
    }
}
