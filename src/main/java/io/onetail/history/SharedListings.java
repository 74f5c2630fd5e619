package io.onetail.history;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists the files of hosts. Everybody who asks for the same globs while a listing is being made, or afterwards for as
 * long as that took, shares it, so a host never spends more than half of its time on listings. Each caller gets what
 * they may see of it. Safe for any thread.
 */
public final class SharedListings {
    /** Maximum number of callers that wait at a time; each occupies one of the server's threads. */
    static final int AT_ONCE = 8;

    private static final Duration LONGEST_FRESH = Duration.ofSeconds(2);

    private final HostReaders readers;
    private final ListSettings settings;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(AT_ONCE);

    private final AsyncCache<ListingKey, ListingResult> answers;

    private record ListingKey(Host host, List<String> globs, int limit) {}

    /**
     * The host's answer. A failure is a value too, since Caffeine logs failures of futures.
     *
     * @param failure instead of files
     * @param fresh how long it may be used
     */
    private record ListingResult(
            List<FoundFile> files, @Nullable LogException failure, Duration fresh) {
        static ListingResult failed(LogException failure) {
            return new ListingResult(List.of(), failure, Duration.ZERO);
        }

        List<FoundFile> found() throws LogException {
            if (failure != null) {
                throw new LogException(failure.failure(), String.valueOf(failure.getMessage()), failure);
            }
            return files;
        }
    }

    /** @param nanos a monotonic clock, nanoseconds */
    public SharedListings(HostReaders readers, ListSettings settings, LongSupplier nanos) {
        this.readers = readers;
        this.settings = settings;
        this.nanos = nanos;
        this.answers = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanos::getAsLong)
                .expireAfter(Expiry.creating((ListingKey key, ListingResult result) -> result.fresh))
                .buildAsync();
    }

    /**
     * Lists the files that may be seen. Blocks for at most twice the host's time-out.
     *
     * @throws LogException limit if too many callers are waiting for listings
     */
    public HostListing.ListedFiles of(Host host, Visibility visibility) throws LogException, InterruptedException {
        return HostListing.of(
                host, visibility, (globs, limit) -> find(new ListingKey(host, List.copyOf(globs), limit)), settings);
    }

    /** Number of further callers that may wait. */
    int free() {
        return waiting.availablePermits();
    }

    private List<FoundFile> find(ListingKey listingKey) throws LogException, InterruptedException {
        CompletableFuture<ListingResult> known = answers.getIfPresent(listingKey);
        if (known != null && known.isDone()) {
            return known.join().found();
        }
        if (!waiting.tryAcquire()) {
            throw new LogException(
                    FailureCode.LIMIT,
                    AT_ONCE + " listings of files are in progress on this server, which is the maximum."
                            + " Try again in a moment.");
        }
        try {
            CompletableFuture<ListingResult> own = new CompletableFuture<>();
            CompletableFuture<ListingResult> answer = answers.get(listingKey, (key, executor) -> own);
            if (answer == own) {
                ask(listingKey, own);
            }
            return answer.get().found();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.release();
        }
    }

    private void ask(ListingKey listingKey, CompletableFuture<ListingResult> answer) throws InterruptedException {
        try {
            long begun = nanos.getAsLong();
            List<FoundFile> files = readers.of(listingKey.host.name()).find(listingKey.globs, listingKey.limit);
            Duration took = Duration.ofNanos(nanos.getAsLong() - begun);
            answer.complete(new ListingResult(files, null, took.compareTo(LONGEST_FRESH) < 0 ? took : LONGEST_FRESH));
        } catch (LogException e) {
            answer.complete(ListingResult.failed(e));
        } finally {
            // completes the answer after an unexpected exception; has no effect otherwise
            answer.complete(ListingResult.failed(new LogException(
                    FailureCode.UNREACHABLE, "The files of host '" + listingKey.host.name() + "' can't be listed.")));
        }
    }
}
