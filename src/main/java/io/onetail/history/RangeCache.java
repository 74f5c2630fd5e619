package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answers to the last few questions, so that many who ask the same at the same time make one read. Safe for any thread. */
final class RangeCache {
    private static final int MOST_RANGES = 32; // of at most 256 KiB each
    private static final long FRESH_NANOS = 2_000_000_000L;

    /** Names a range: {@code length} is a number of bytes, or of lines. */
    record RangeKey(LogId log, FileId file, long offset, int length) {}

    /** @param askers say whether they still wait; none when the answer is there */
    private record CachedAnswer<T>(CompletableFuture<T> answer, long made, Queue<BooleanSupplier> askers) {}

    @GuardedBy("this")
    private final Map<RangeKey, CachedAnswer<byte @Nullable []>> ranges = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<RangeKey, CachedAnswer<Long>> lines = new LinkedHashMap<>();

    /** @param read is told by its argument whether one of those who asked still waits */
    synchronized CompletableFuture<byte @Nullable []> get(
            RangeKey range,
            BooleanSupplier wanted,
            Function<BooleanSupplier, CompletableFuture<byte @Nullable []>> read) {
        return answer(ranges, range, wanted, read);
    }

    synchronized CompletableFuture<Long> lines(
            RangeKey range, BooleanSupplier wanted, Function<BooleanSupplier, CompletableFuture<Long>> scan) {
        return answer(lines, range, wanted, scan);
    }

    private static <T> CompletableFuture<T> answer(
            Map<RangeKey, CachedAnswer<T>> known,
            RangeKey range,
            BooleanSupplier wanted,
            Function<BooleanSupplier, CompletableFuture<T>> ask) {
        long now = System.nanoTime();
        known.values()
                .removeIf(cachedAnswer -> now - cachedAnswer.made() > FRESH_NANOS
                        || cachedAnswer.answer().isCompletedExceptionally());
        CachedAnswer<T> cachedAnswer = known.get(range);
        if (cachedAnswer == null) {
            if (known.size() >= MOST_RANGES) {
                known.remove(known.keySet().iterator().next());
            }
            Queue<BooleanSupplier> askers = new ConcurrentLinkedQueue<>(List.of(wanted));
            cachedAnswer = new CachedAnswer<>(
                    ask.apply(() -> askers.stream().anyMatch(BooleanSupplier::getAsBoolean)), now, askers);
            var unused = cachedAnswer.answer().whenComplete((answer, failure) -> askers.clear());
            known.put(range, cachedAnswer);
        } else if (!cachedAnswer.answer().isDone()) {
            cachedAnswer.askers().add(wanted);
        }
        return cachedAnswer.answer();
    }
}
