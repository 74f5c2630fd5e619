package io.onetail.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The pools and timers on which the application's tasks run, and the list of all its threads, which are waited for at
 * the end. Owns the pools; callers must end the threads that they make with {@link #factory}. Safe for any thread.
 */
public final class ThreadPools implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ThreadPools.class.getName());
    /** Number of tails that can work at the same time; most are idle most of the time. */
    private static final int TAILS = 32;
    /** Number of concurrent reads of files, whatever the number of waiting viewers. */
    private static final int READERS = 4;

    /** How long to wait for threads at the application's end. */
    private static final Duration END = Duration.ofSeconds(10);

    private final ThreadTracker threadTracker;
    private final ThreadFactory blocking;
    private final ExecutorService tails;
    private final ExecutorService shards;
    private final ExecutorService readers;
    private final ScheduledThreadPoolExecutor scheduler;
    private final ScheduledThreadPoolExecutor redisTimer;

    private volatile ExecutorService loops;

    /**
     * @param maker makes the threads
     * @param loops runs the loops, unless another executor is chosen; owned by the caller
     */
    ThreadPools(ThreadFactory maker, ExecutorService loops) {
        this.loops = loops;
        threadTracker = new ThreadTracker(maker);
        blocking = VirtualThreads.factory().map(threadTracker::tracked).orElse(threadTracker);
        tails = few(TAILS, "onetail-tail");
        shards = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), named("onetail-shard"));
        readers = few(READERS, "onetail-history");
        scheduler = timer(3, "onetail-timer");
        redisTimer = timer(2, "onetail-redis");
    }

    /** Ends the pools, and waits for all threads for at most 10 s. May be called twice. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        redisTimer.shutdownNow();
        readers.shutdownNow();
        tails.shutdownNow();
        shards.shutdownNow();
        List<String> left = threadTracker.awaitEnd(END);
        if (!left.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "These threads are still running {0} s after the application was stopped, and may fail because its"
                            + " classes are unloaded: {1}",
                    END.toSeconds(),
                    left);
        }
    }

    /** Creates threads through the server, so that class loading and naming work as in all of the application's threads. */
    public ThreadFactory factory() {
        return threadTracker;
    }

    /** Makes the threads of what blocks for each host: virtual ones where this Java has good ones, else as {@link #factory}. */
    public ThreadFactory blocking() {
        return blocking;
    }

    /** A few threads on which tails take turns. */
    public Executor tails() {
        return tails;
    }

    /** One thread for each running task: the readers of a Redis Cluster's shards. */
    public Executor shards() {
        return shards;
    }

    /** A few threads for reads that block. */
    public Executor readers() {
        return readers;
    }

    /** For short scheduled tasks, which may block on Redis. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** For PINGs and time-outs of Redis connections only: they must be on time even when all of {@link #scheduler} waits for Redis. */
    public ScheduledExecutorService redisTimer() {
        return redisTimer;
    }

    /**
     * Makes later loops run on an executor that the server's administrator has defined. If there is none with that name, logs a warning and
     * changes nothing.
     *
     * @param name its JNDI name
     */
    @SuppressWarnings("BanJNDI") // the name is the administrator's
    public void loopsOn(String name) {
        try {
            loops = InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            LOGGER.log(
                    Level.WARNING,
                    "onetail.executor is ''{0}'', expected the JNDI name of a managed executor of the server ({1});"
                            + " Onetail uses its own.",
                    name,
                    e.toString());
        }
    }

    /** Runs a loop until it returns, or until the future is cancelled with an interrupt. The thread has the loop's name meanwhile. */
    public Future<?> loop(String name, Runnable loop) {
        return loops.submit(() -> threadTracker.run(() -> {
            Thread thread = Thread.currentThread();
            String before = thread.getName();
            thread.setName(name);
            try {
                loop.run();
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "The loop " + name + " has ended unexpectedly.", e);
            } finally {
                thread.setName(before);
            }
        }));
    }

    /** Runs a short task repeatedly, with a pause in milliseconds between the end of a run and the start of the next. */
    public ScheduledFuture<?> every(long millis, Runnable task) {
        return scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) { // otherwise it would never run again
                        LOGGER.log(Level.ERROR, "A periodic task has failed; it will run again.", e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private ExecutorService few(int threads, String name) {
        ThreadPoolExecutor few =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        few.allowCoreThreadTimeOut(true);
        return few;
    }

    private ScheduledThreadPoolExecutor timer(int threads, String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(threads, named(name));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private ThreadFactory named(String name) {
        return task -> {
            Thread thread = threadTracker.newThread(task);
            thread.setName(name);
            return thread;
        };
    }
}
