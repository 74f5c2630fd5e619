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
 * The pools and timers on which the application's tasks run, and the list of all its threads, which are waited for at the end. Owns the
 * pools; the threads that a caller makes with {@link #factory} are the caller's to end. Safe for any thread.
 */
public final class ThreadPools implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ThreadPools.class.getName());
    /** Tails that do something at the same time; most have nothing to do for most of the time. */
    private static final int TAILS = 32;
    /** Concurrent reads of files, whatever the number of viewers that wait for them. */
    private static final int READERS = 4;

    /** Most time that is waited for threads at the application's end. */
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
     * @param loops runs the loops, unless another executor is chosen; the caller's
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

    /** Interrupts what runs, and waits until it has ended, for 10 s at most. May be called twice. */
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
                    "These threads still run {0} s after the application was stopped, and may fail now that its classes go: {1}",
                    END.toSeconds(),
                    left);
        }
    }

    /** Makes threads of the server's, so that class loading and naming work as in any other of the application. */
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

    /** One thread for each task, as long as it runs: the readers of a Redis Cluster's shards. */
    public Executor shards() {
        return shards;
    }

    /** A few threads for reads that block. */
    public Executor readers() {
        return readers;
    }

    /** For short tasks; they may block on Redis. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** For the Redis adapter's pings and time-outs: they must be on time when all of {@link #scheduler} waits for Redis. */
    public ScheduledExecutorService redisTimer() {
        return redisTimer;
    }

    /**
     * Lets later loops run on an executor that the server's administrator has defined. If there is none of that name they stay on the
     * application's own, with a warning.
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
                    "onetail.executor is ''{0}'', but the server has no managed executor of that name ({1}); Onetail uses"
                            + " its own.",
                    name,
                    e.toString());
        }
    }

    /** Runs a loop until the future is cancelled with an interrupt. The thread has the loop's name meanwhile. */
    public Future<?> loop(String name, Runnable loop) {
        return loops.submit(() -> threadTracker.run(() -> {
            Thread thread = Thread.currentThread();
            String before = thread.getName();
            thread.setName(name);
            try {
                loop.run();
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "The loop " + name + " ended by a failure.", e);
            } finally {
                thread.setName(before);
            }
        }));
    }

    /** Runs a short task again and again, with a pause between its end and the next start. */
    public ScheduledFuture<?> every(long millis, Runnable task) {
        return scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) { // or it would never run again
                        LOGGER.log(Level.ERROR, "A periodic task failed; it is tried again.", e);
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
