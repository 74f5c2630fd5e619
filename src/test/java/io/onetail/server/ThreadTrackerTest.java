package io.onetail.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ThreadTrackerTest {
    private final ThreadTracker threadTracker = new ThreadTracker(Executors.defaultThreadFactory());

    @Test
    void theEndWaitsForThreadsAndForTasksOnThoseOfOthersAndNamesWhatIsLeft() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(2);
        Runnable task = () -> {
            running.countDown();
            awaitQuietly(go);
        };
        Thread own = threadTracker.newThread(task);
        own.setName("own");
        own.start();
        Thread borrowed = new Thread(() -> threadTracker.run(task), "borrowed");
        borrowed.start();
        threadTracker.newThread(() -> {}); // never started
        running.await();

        assertEquals(List.of("own", "borrowed"), threadTracker.awaitEnd(Duration.ofMillis(1)));
        go.countDown();
        assertEquals(List.of(), threadTracker.awaitEnd(Duration.ofSeconds(30)));
        assertEquals(Thread.State.TERMINATED, own.getState());
        borrowed.join();
    }

    @Test
    void whoWaitsAmongThemDoesNotWaitForItself() throws InterruptedException {
        List<?>[] left = new List<?>[1];
        Thread own = threadTracker.newThread(() -> left[0] = threadTracker.awaitEnd(Duration.ofSeconds(30)));
        own.start();
        own.join();
        assertEquals(List.of(), left[0]);
    }

    @Test
    void theEndWaitsForTheThreadsOfAnotherMakerToo() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Thread other = threadTracker.tracked(Thread::new).newThread(() -> awaitQuietly(go));
        other.setName("other");
        other.start();

        assertEquals(List.of("other"), threadTracker.awaitEnd(Duration.ofMillis(1)));
        go.countDown();
        assertEquals(List.of(), threadTracker.awaitEnd(Duration.ofSeconds(30)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
