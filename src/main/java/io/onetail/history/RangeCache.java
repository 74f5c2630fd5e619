package io.onetail.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Caches the last few reads, so that simultaneous requests for the same range share one. Safe for any thread. */
final class RangeCache {
    private static final int MOST_RANGES = 32; // of at most 256 KiB each
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** A range; {@code length} is a number of bytes or of lines. */
    record RangeKey(LogId log, FileId file, long offset, int length) {}

    /** @param askers tell whether each caller still waits; empty once the answer is there */
    private record CachedAnswer<T>(CompletableFuture<T> answer, Queue<BooleanSupplier> askers) {
        boolean isWanted() {
            return askers.stream().anyMatch(BooleanSupplier::getAsBoolean);
        }
    }

    private final Cache<RangeKey, CachedAnswer<byte @Nullable []>> ranges = empty();
    private final Cache<RangeKey, CachedAnswer<Long>> lines = empty();

    private static <T> Cache<RangeKey, CachedAnswer<T>> empty() {
        return Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST_RANGES)
                .expireAfterWrite(FRESH)
                .build();
    }

    /** @param read starts the read; its argument tells whether some caller still waits */
    CompletableFuture<byte @Nullable []> get(
            RangeKey range,
            BooleanSupplier stillNeeded,
            Function<BooleanSupplier, CompletableFuture<byte @Nullable []>> read) {
        return answer(ranges, range, stillNeeded, read);
    }

    CompletableFuture<Long> lines(
            RangeKey range, BooleanSupplier stillNeeded, Function<BooleanSupplier, CompletableFuture<Long>> scan) {
        return answer(lines, range, stillNeeded, scan);
    }

    private static <T> CompletableFuture<T> answer(
            Cache<RangeKey, CachedAnswer<T>> known,
            RangeKey range,
            BooleanSupplier stillNeeded,
            Function<BooleanSupplier, CompletableFuture<T>> ask) {
        CachedAnswer<T> own =
                new CachedAnswer<>(new CompletableFuture<>(), new ConcurrentLinkedQueue<>(List.of(stillNeeded)));
        CachedAnswer<T> cached = known.get(range, unknown -> own);
        if (cached.answer() == own.answer()) {
            CompletableFuture<T> asked;
            try {
                asked = ask.apply(own::isWanted);
            } catch (RuntimeException e) {
                known.asMap().remove(range, own);
                own.answer().completeExceptionally(e);
                throw e;
            }
            var unused = asked.whenComplete((answer, failure) -> {
                own.askers().clear();
                if (failure == null) {
                    own.answer().complete(answer);
                } else {
                    known.asMap().remove(range, own);
                    own.answer().completeExceptionally(failure);
                }
            });
        } else if (!cached.answer().isDone()) {
            cached.askers().add(stillNeeded);
        }
        return cached.answer();
    }
}
