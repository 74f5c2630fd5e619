package io.onetail.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Keeps track of all threads that run for the application, so that its end can wait for them: code that is still
 * running when the server has unloaded the application's classes fails in obscure ways. Safe for any thread.
 */
final class ThreadTracker implements ThreadFactory {
    private final ThreadFactory maker;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<CountDownLatch, Thread> borrowed = new ConcurrentHashMap<>();

    /** @param maker makes the threads */
    ThreadTracker(ThreadFactory maker) {
        this.maker = maker;
    }

    @Override
    public Thread newThread(Runnable task) {
        return add(maker.newThread(task));
    }

    /** Knows the threads of another maker too. */
    ThreadFactory tracked(ThreadFactory other) {
        return task -> add(other.newThread(task));
    }

    private Thread add(Thread thread) {
        threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        return thread;
    }

    /** Runs a task on the current thread, which somebody else owns. */
    void run(Runnable task) {
        CountDownLatch end = new CountDownLatch(1);
        borrowed.put(end, Thread.currentThread());
        try {
            task.run();
        } finally {
            borrowed.remove(end);
            end.countDown();
        }
    }

    /**
     * Waits until no thread except the caller's is running; returns the names of those that still are after the time.
     */
    List<String> awaitEnd(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        List<String> left = new ArrayList<>();
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= !join(thread, end);
            if (thread.isAlive() && thread != Thread.currentThread()) {
                left.add(thread.getName());
            }
        }
        for (Map.Entry<CountDownLatch, Thread> one : borrowed.entrySet()) {
            try {
                if (!one.getKey().await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    left.add(one.getValue().getName());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    /** Waits for a thread; false if interrupted. */
    private static boolean join(Thread thread, long end) {
        if (thread == Thread.currentThread()) {
            return true;
        }
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
