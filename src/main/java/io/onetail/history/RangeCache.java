package io.onetail.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets simultaneous requests for the same range share one read, however many reads there are and however long they take, and caches the
 * last few answers. Safe for any thread.
 */
final class RangeCache {
    private static final int MOST_RANGES = 32; // of at most 256 KiB each
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** A range; {@code length} is a number of bytes or of lines. */
    record RangeKey(LogId log, FileId file, long offset, int length) {}

    private final SharedReads<byte @Nullable []> ranges;
    private final SharedReads<Long> lines;

    /** @param clock nanoseconds */
    RangeCache(Ticker clock) {
        this.ranges = new SharedReads<>(clock);
        this.lines = new SharedReads<>(clock);
    }

    /** @param read starts the read; its argument tells whether some caller still waits */
    CompletableFuture<byte @Nullable []> get(
            RangeKey range,
            BooleanSupplier stillNeeded,
            Function<BooleanSupplier, CompletableFuture<byte @Nullable []>> read) {
        return ranges.answer(range, stillNeeded, read);
    }

    CompletableFuture<Long> lines(
            RangeKey range, BooleanSupplier stillNeeded, Function<BooleanSupplier, CompletableFuture<Long>> scan) {
        return lines.answer(range, stillNeeded, scan);
    }

    /** @param askers tell whether each caller still waits */
    private record LiveRead<T extends @Nullable Object>(CompletableFuture<T> answer, Queue<BooleanSupplier> askers) {
        boolean isWanted() {
            return askers.stream().anyMatch(BooleanSupplier::getAsBoolean);
        }
    }

    /** An answer, which may be null. */
    private record RecentAnswer<T extends @Nullable Object>(T value) {}

    /** A read that is under way must not be where the cache evicts: it would be asked for twice. A failure is not kept. */
    private static final class SharedReads<T extends @Nullable Object> {
        private final Map<RangeKey, LiveRead<T>> live = new ConcurrentHashMap<>();
        private final Cache<RangeKey, RecentAnswer<T>> recent;

        SharedReads(Ticker clock) {
            this.recent = Caffeine.newBuilder()
                    .executor(Runnable::run)
                    .ticker(clock)
                    .maximumSize(MOST_RANGES)
                    .expireAfterWrite(FRESH)
                    .build();
        }

        CompletableFuture<T> answer(
                RangeKey range, BooleanSupplier stillNeeded, Function<BooleanSupplier, CompletableFuture<T>> ask) {
            LiveRead<T> own =
                    new LiveRead<>(new CompletableFuture<>(), new ConcurrentLinkedQueue<>(List.of(stillNeeded)));
            LiveRead<T> other = live.putIfAbsent(range, own);
            if (other != null) {
                other.askers().add(stillNeeded);
                return other.answer();
            }
            // only now, since a read puts its answer there before it ends
            RecentAnswer<T> known = recent.getIfPresent(range);
            if (known != null) {
                live.remove(range);
                own.answer().complete(known.value());
                return own.answer();
            }
            CompletableFuture<T> asked;
            try {
                asked = ask.apply(own::isWanted);
            } catch (RuntimeException e) {
                live.remove(range);
                own.answer().completeExceptionally(e);
                throw e;
            }
            var unused = asked.whenComplete((value, failure) -> {
                if (failure == null) {
                    recent.put(range, new RecentAnswer<>(value));
                    live.remove(range);
                    own.answer().complete(value);
                } else {
                    live.remove(range);
                    own.answer().completeExceptionally(failure);
                }
            });
            return own.answer();
        }
    }
}
