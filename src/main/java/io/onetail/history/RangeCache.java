package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.LogId;
import io.onetail.tail.FileId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answers to the last few questions, so that many who ask the same at the same time make one read. Safe for any thread. */
final class RangeCache {
    private static final int MOST_RANGES = 32; // of at most 256 KiB each
    private static final long FRESH_NANOS = 2_000_000_000L;

    /** Names a range: {@code length} is a number of bytes, or of lines. */
    record Range(LogId log, FileId file, long offset, int length) {}

    private record Entry<T>(CompletableFuture<T> answer, long made) {}

    @GuardedBy("this")
    private final Map<Range, Entry<byte @Nullable []>> ranges = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<Range, Entry<Long>> lines = new LinkedHashMap<>();

    synchronized CompletableFuture<byte @Nullable []> get(
            Range range, Supplier<CompletableFuture<byte @Nullable []>> read) {
        return answer(ranges, range, read);
    }

    synchronized CompletableFuture<Long> lines(Range range, Supplier<CompletableFuture<Long>> scan) {
        return answer(lines, range, scan);
    }

    private static <T> CompletableFuture<T> answer(
            Map<Range, Entry<T>> known, Range range, Supplier<CompletableFuture<T>> ask) {
        long now = System.nanoTime();
        known.values()
                .removeIf(entry ->
                        now - entry.made() > FRESH_NANOS || entry.answer().isCompletedExceptionally());
        Entry<T> entry = known.get(range);
        if (entry == null) {
            if (known.size() >= MOST_RANGES) {
                known.remove(known.keySet().iterator().next());
            }
            entry = new Entry<>(ask.get(), now);
            known.put(range, entry);
        }
        return entry.answer();
    }
}
