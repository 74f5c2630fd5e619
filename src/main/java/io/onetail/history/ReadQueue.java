package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares the executor's threads fairly among hosts. Only a few jobs of each host are with the executor at a time, and a
 * bounded number waits. So a host that does not answer, or has many requests, costs the others little. Safe for any
 * thread.
 */
final class ReadQueue {
    /** Jobs of one host that are with the executor. */
    static final int AT_ONCE = 2;
    /** Jobs of one host that wait for their turn. */
    static final int MOST_WAITING = 64;

    private final Executor executor;

    @GuardedBy("this")
    private final Map<String, HostQueue> hosts = new HashMap<>(); // only those with jobs

    private static final class HostQueue {
        final ArrayDeque<ReadJob<?>> waiting = new ArrayDeque<>();
        int running;
    }

    private record ReadJob<T>(BooleanSupplier stillNeeded, Callable<T> task, CompletableFuture<T> answer) {
        boolean isGivenUp() {
            return !stillNeeded.getAsBoolean()
                    && answer.completeExceptionally(
                            new LogException(FailureCode.LIMIT, "Nobody is waiting for this read any more."));
        }

        void run() {
            if (isGivenUp()) {
                return;
            }
            try {
                answer.complete(task.call());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.completeExceptionally(e);
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        }
    }

    /** @param executor runs jobs in the order in which it gets them */
    ReadQueue(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs a blocking task when it is the host's turn.
     *
     * @param stillNeeded whether somebody still waits for it; asked before it begins
     * @return completes exceptionally with what the task throws, or with {@link FailureCode#LIMIT} if too many jobs
     *     wait or nobody wants this one any more
     */
    <T> CompletableFuture<T> ask(String host, BooleanSupplier stillNeeded, Callable<T> task) {
        ReadJob<T> job = new ReadJob<>(stillNeeded, task, new CompletableFuture<>());
        synchronized (this) {
            HostQueue hostQueue = hosts.computeIfAbsent(host, name -> new HostQueue());
            if (hostQueue.running == AT_ONCE) {
                if (!hasRoom(hostQueue)) {
                    return CompletableFuture.failedFuture(new LogException(
                            FailureCode.LIMIT,
                            "Too many reads of older lines are waiting for host '" + host
                                    + "'. Try again in a moment."));
                }
                hostQueue.waiting.add(job);
                return job.answer;
            }
            hostQueue.running++;
        }
        start(host, job);
        return job.answer;
    }

    private static boolean hasRoom(HostQueue hostQueue) {
        if (hostQueue.waiting.size() == MOST_WAITING) {
            hostQueue.waiting.removeIf(ReadJob::isGivenUp);
        }
        return hostQueue.waiting.size() < MOST_WAITING;
    }

    private void start(String host, @Nullable ReadJob<?> first) {
        ReadJob<?> job = first;
        while (job != null) {
            ReadJob<?> now = job;
            try {
                executor.execute(() -> {
                    now.run();
                    start(host, next(host)); // after the other hosts' jobs
                });
                return;
            } catch (RejectedExecutionException e) { // the executor is shut down
                now.answer.completeExceptionally(e);
                job = next(host);
            }
        }
    }

    /** The host's next job after one has ended, or null if none waits. */
    private synchronized @Nullable ReadJob<?> next(String host) {
        HostQueue hostQueue = Objects.requireNonNull(hosts.get(host));
        ReadJob<?> job = hostQueue.waiting.poll();
        if (job == null && --hostQueue.running == 0) {
            hosts.remove(host);
        }
        return job;
    }
}
