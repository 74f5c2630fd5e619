package io.onetail.tail.ssh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that connect, disconnect and keep time for all hosts. They start when there is something to do and end after some idle
 * seconds. Safe for any thread.
 */
final class SshWorkers implements AutoCloseable {
    private static final long IDLE_SECONDS = 5;

    private final ThreadFactory blocking;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * Starts nothing yet.
     *
     * @param threads makes the thread that keeps time, which must not wait for others to yield
     * @param blocking makes those that wait for hosts
     */
    SshWorkers(ThreadFactory threads, ThreadFactory blocking) {
        this.blocking = blocking;
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("onetail-ssh"));
        this.timer = new ScheduledThreadPoolExecutor(1, named(threads, "onetail-ssh-timer"));
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A factory whose threads have this name while they run; JSch would give them a name of its own. */
    ThreadFactory named(String name) {
        return named(blocking, name);
    }

    private static ThreadFactory named(ThreadFactory factory, String name) {
        return task -> factory.newThread(() -> {
            Thread.currentThread().setName(name);
            task.run();
        });
    }

    /** Runs a task that may block, on a thread of its own; dropped after {@link #close}, when all connections are gone anyway. */
    void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Runs a task that may block after a delay; see {@link #execute}. */
    Future<?> later(Duration delay, Runnable task) {
        try {
            return timer.schedule(() -> execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs a task that never blocks again and again, on the one thread that keeps time; does nothing after {@link #close}. */
    Future<?> every(Duration interval, Runnable task) {
        try {
            long nanos = interval.toNanos();
            return timer.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.shutdown();
    }
}
