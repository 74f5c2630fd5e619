package io.onetail.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.LoggedLines;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadPoolsTest {
    private final ExecutorService loops = Executors.newCachedThreadPool();
    private final ThreadPools threadPools = new ThreadPools(Executors.defaultThreadFactory(), loops);

    @AfterEach
    void end() {
        loops.shutdownNow();
        threadPools.close();
        threadPools.close();
    }

    @Test
    void aLoopHasItsNameAndIsWaitedFor() throws Exception {
        CompletableFuture<Thread> running = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        var loop = threadPools.loop("onetail-test", () -> {
            running.complete(Thread.currentThread());
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                ended.countDown();
            }
        });
        assertEquals("onetail-test", running.get(10, TimeUnit.SECONDS).getName());
        loop.cancel(true);
        threadPools.close();
        assertEquals(0, ended.getCount());
    }

    @Test
    void aTaskThatFailsIsRunAgain() throws Exception {
        CountDownLatch runs = new CountDownLatch(2);
        threadPools.every(1, () -> {
            runs.countDown();
            throw new IllegalStateException("a test's failure");
        });
        assertTrue(runs.await(10, TimeUnit.SECONDS));
    }

    @Test
    void withoutTheExecutorOfTheSettingsLoopsStayOnTheApplicationsOwn() throws Exception {
        try (LoggedLines logged = LoggedLines.of(ThreadPools.class.getName())) {
            threadPools.loopsOn("concurrent/none");
            assertTrue(logged.lines().get(0).contains("onetail.executor is 'concurrent/none'"));
        }
        CountDownLatch ran = new CountDownLatch(1);
        assertFalse(threadPools.loop("onetail-test", ran::countDown).isCancelled());
        assertTrue(ran.await(10, TimeUnit.SECONDS));
    }
}
