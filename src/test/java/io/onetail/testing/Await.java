package io.onetail.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a bounded time for what another process does; only for tests with real programs. */
public final class Await {
    private Await() {}

    /** Waits until the condition holds, at most 10 s. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, Duration.ofSeconds(10), condition);
    }

    /** As {@link #until(Supplier, Duration, Callable)}. */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        until(() -> what, limit, condition);
    }

    /**
     * Waits until the condition holds.
     *
     * @param what gives the message for a failure
     * @throws AssertionError if it does not hold in time; its cause is what the condition has thrown last
     */
    public static void until(Supplier<String> what, Duration limit, Callable<Boolean> condition) {
        long end = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            moment();
        }
        throw new AssertionError("not within " + limit + ": " + what.get(), last);
    }

    /** 20 ms. */
    static void moment() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
