package io.onetail.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendWatchdogTest {
    private final AtomicLong now = new AtomicLong();
    private final SendWatchdog sendWatchdog = new SendWatchdog(Duration.ofSeconds(10), now::get);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aSendThatTheClientDoesNotTakeIsBrokenOffAndNoOther() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        Future<Boolean> stuck = threads.submit(() -> {
            IOException failure = assertThrows(
                    IOException.class,
                    () -> sendWatchdog.send(() -> {
                        blocked.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            throw new InterruptedIOException();
                        }
                    }));
            assertEquals("the client has taken nothing for 10 s", failure.getMessage());
            return Thread.currentThread().isInterrupted();
        });
        blocked.await();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        sendWatchdog.look();
        assertFalse(stuck.isDone(), "it has all of its time");
        now.incrementAndGet();
        sendWatchdog.look();
        assertFalse(stuck.get(), "its thread may go on");
        assertEquals(17, threads.submit(() -> take(17)).get(), "and does");
        sendWatchdog.look();
    }

    private int take(int value) throws IOException {
        int[] taken = new int[1];
        sendWatchdog.send(() -> taken[0] = value);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        sendWatchdog.look();
        return taken[0];
    }

    @Test
    void whatFailsByItselfFailsAsItDid() {
        Future<?> sent = threads.submit(() -> {
            sendWatchdog.send(() -> {
                throw new IOException("gone");
            });
            return null;
        });
        assertEquals(
                "gone",
                assertThrows(ExecutionException.class, sent::get).getCause().getMessage());
    }
}
