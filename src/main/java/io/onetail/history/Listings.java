package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Host;
import io.onetail.catalog.Sight;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transports;
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
public final class Listings {
    /** Callers that wait at the same time; they hold the server's threads. */
    static final int AT_ONCE = 8;

    private static final long LONGEST_FRESH_NANOS = 2_000_000_000L;

    private final Transports transports;
    private final ListSettings settings;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(AT_ONCE);

    @GuardedBy("this")
    private final Map<Question, CompletableFuture<Found>> answers = new HashMap<>();

    private record Question(Host host, List<String> globs, int limit) {}

    private record Found(List<FoundFile> files, long begun, long ended) {}

    public Listings(Transports transports, ListSettings settings, LongSupplier nanos) {
        this.transports = transports;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Asks the host for what may be seen; blocks, at most twice for its time-out.
     *
     * @throws LogException limit if too many wait for their listings
     */
    public Listing.Files of(Host host, Sight sight) throws LogException, InterruptedException {
        return Listing.of(host, sight, (globs, limit) -> find(new Question(host, List.copyOf(globs), limit)), settings);
    }

    /** How many callers more may wait. */
    int free() {
        return waiting.availablePermits();
    }

    private List<FoundFile> find(Question question) throws LogException, InterruptedException {
        CompletableFuture<Found> answer;
        boolean first = false;
        boolean admitted = false;
        synchronized (this) {
            answer = answers.get(question);
            if (answer == null || !isFresh(answer)) {
                answers.values().removeIf(other -> !isFresh(other));
                answer = new CompletableFuture<>();
                first = true;
            }
            if (!answer.isDone()) {
                if (!waiting.tryAcquire()) {
                    throw new LogException(
                            Failure.LIMIT,
                            AT_ONCE
                                    + " listings of files are under way on this server, which is the most; try again in a"
                                    + " moment.");
                }
                admitted = true;
            }
            if (first) {
                answers.put(question, answer);
            }
        }
        try {
            return first ? ask(question, answer) : await(answer);
        } finally {
            if (admitted) {
                waiting.release();
            }
        }
    }

    private boolean isFresh(CompletableFuture<Found> answer) {
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            return !answer.isDone();
        }
        Found found = answer.join();
        return nanos.getAsLong() - found.ended < Math.min(LONGEST_FRESH_NANOS, found.ended - found.begun);
    }

    private List<FoundFile> ask(Question question, CompletableFuture<Found> answer)
            throws LogException, InterruptedException {
        try {
            long begun = nanos.getAsLong();
            List<FoundFile> files = transports.of(question.host.name()).find(question.globs, question.limit);
            answer.complete(new Found(files, begun, nanos.getAsLong()));
            return files;
        } catch (LogException e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            // after a fault of ours; has no effect otherwise
            answer.completeExceptionally(new LogException(
                    Failure.UNREACHABLE, "The files of host '" + question.host.name() + "' could not be listed."));
        }
    }

    private static List<FoundFile> await(CompletableFuture<Found> answer) throws LogException, InterruptedException {
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
