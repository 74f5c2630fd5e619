package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Lists hosts' files for many who ask at once: a host is looked through once for all who ask for the same globs meanwhile, or afterwards for
 * as long as that took, so that it never does so for more than half of its time. Each sees of that what they may. Safe for any thread.
 */
public final class SharedListings {
    /** Callers that wait at the same time; they hold the server's threads. */
    static final int AT_ONCE = 8;

    private static final long LONGEST_FRESH_NANOS = 2_000_000_000L;

    private final HostReaders readers;
    private final ListSettings settings;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(AT_ONCE);

    @GuardedBy("this")
    private final Map<ListingKey, CompletableFuture<ListingResult>> answers = new HashMap<>();

    private record ListingKey(Host host, List<String> globs, int limit) {}

    private record ListingResult(List<FoundFile> files, long begun, long ended) {}

    public SharedListings(HostReaders readers, ListSettings settings, LongSupplier nanos) {
        this.readers = readers;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Asks the host for what may be seen; blocks, at most twice for its time-out.
     *
     * @throws LogException limit if too many wait for their listings
     */
    public HostListing.ListedFiles of(Host host, Visibility visibility) throws LogException, InterruptedException {
        return HostListing.of(
                host, visibility, (globs, limit) -> find(new ListingKey(host, List.copyOf(globs), limit)), settings);
    }

    /** How many callers more may wait. */
    int free() {
        return waiting.availablePermits();
    }

    private List<FoundFile> find(ListingKey listingKey) throws LogException, InterruptedException {
        CompletableFuture<ListingResult> answer;
        boolean first = false;
        boolean admitted = false;
        synchronized (this) {
            answer = answers.get(listingKey);
            if (answer == null || !isFresh(answer)) {
                answers.values().removeIf(other -> !isFresh(other));
                answer = new CompletableFuture<>();
                first = true;
            }
            if (!answer.isDone()) {
                if (!waiting.tryAcquire()) {
                    throw new LogException(
                            FailureCode.LIMIT,
                            AT_ONCE
                                    + " listings of files are under way on this server, which is the most; try again in a"
                                    + " moment.");
                }
                admitted = true;
            }
            if (first) {
                answers.put(listingKey, answer);
            }
        }
        try {
            return first ? ask(listingKey, answer) : await(answer);
        } finally {
            if (admitted) {
                waiting.release();
            }
        }
    }

    private boolean isFresh(CompletableFuture<ListingResult> answer) {
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            return !answer.isDone();
        }
        ListingResult listingResult = answer.join();
        return nanos.getAsLong() - listingResult.ended
                < Math.min(LONGEST_FRESH_NANOS, listingResult.ended - listingResult.begun);
    }

    private List<FoundFile> ask(ListingKey listingKey, CompletableFuture<ListingResult> answer)
            throws LogException, InterruptedException {
        try {
            long begun = nanos.getAsLong();
            List<FoundFile> files = readers.of(listingKey.host.name()).find(listingKey.globs, listingKey.limit);
            answer.complete(new ListingResult(files, begun, nanos.getAsLong()));
            return files;
        } catch (LogException e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            // after a fault of ours; has no effect otherwise
            answer.completeExceptionally(new LogException(
                    FailureCode.UNREACHABLE,
                    "The files of host '" + listingKey.host.name() + "' could not be listed."));
        }
    }

    private static List<FoundFile> await(CompletableFuture<ListingResult> answer)
            throws LogException, InterruptedException {
        try {
            return answer.get().files;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LogException known) {
                throw new LogException(known.failure(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException(e);
        }
    }
}
