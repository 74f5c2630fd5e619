package io.onetail.tail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** How a tail waits; a test's own moves its clock instead. Interruption ends a wait. */
interface Waiting {
    /** Waits by the clock. */
    Waiting REAL = new Waiting() {
        @Override
        @SuppressWarnings("WaitNotInLoop") // the caller has the loop
        public long await(Condition condition, long nanos) throws InterruptedException {
            return condition.awaitNanos(nanos);
        }

        @Override
        public boolean await(CountDownLatch latch, Duration most) throws InterruptedException {
            return latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        }
    };

    /** Waits for a signal, with the condition's lock held before and after; returns what is left of {@code nanos}. */
    long await(Condition condition, long nanos) throws InterruptedException;

    /** Waits until the latch is open; returns whether it is. */
    boolean await(CountDownLatch latch, Duration most) throws InterruptedException;
}
