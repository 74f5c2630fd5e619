package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ReadQueueTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final ReadQueue queue = new ReadQueue(tasks::add);

    private CompletableFuture<Boolean> ask(String host, String name) {
        return queue.ask(host, () -> true, () -> done.add(name));
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    private static FailureCode failure(CompletableFuture<?> answer) {
        return ((LogException)
                        assertThrows(CompletionException.class, answer::join).getCause())
                .failure();
    }

    @Test
    void ofAHostOnlyTwoAreUnderWayAndTheOthersGoBetween() {
        for (int i = 0; i < 5; i++) {
            ask("slow", "slow" + i);
        }
        assertEquals(ReadQueue.AT_ONCE, tasks.size());
        ask("web", "web");
        run();
        assertEquals(List.of("slow0", "slow1", "web", "slow2", "slow3", "slow4"), done);
        ask("slow", "again");
        run();
        assertEquals("again", done.get(6));
    }

    @Test
    void beyondTheMostThatWaitTheAnswerIsLimitForThisHostAlone() {
        for (int i = 0; i < ReadQueue.AT_ONCE + ReadQueue.MOST_WAITING; i++) {
            ask("slow", "slow" + i);
        }
        assertEquals(FailureCode.LIMIT, failure(ask("slow", "too many")));
        ask("web", "web");
        run();
        assertTrue(done.contains("web"));
        assertEquals(ReadQueue.AT_ONCE + ReadQueue.MOST_WAITING + 1, done.size());
    }

    @Test
    void whatNobodyWaitsForIsNotDoneAndTakesNoPlace() {
        boolean[] open = {true};
        ask("slow", "one");
        ask("slow", "two");
        List<CompletableFuture<Boolean>> closed = new ArrayList<>();
        for (int i = 0; i < ReadQueue.MOST_WAITING; i++) {
            closed.add(queue.ask("slow", () -> open[0], () -> done.add("closed")));
        }
        open[0] = false;
        ask("slow", "three");
        closed.forEach(answer -> assertEquals(FailureCode.LIMIT, failure(answer)));
        run();
        assertEquals(List.of("one", "two", "three"), done);
    }

    @Test
    void whatIsGivenUpWhileItWaitsIsSkipped() {
        boolean[] open = {true};
        CompletableFuture<Boolean> answer = queue.ask("web", () -> open[0], () -> done.add("closed"));
        open[0] = false;
        run();
        assertEquals(FailureCode.LIMIT, failure(answer));
        assertEquals(List.of(), done);
    }

    @Test
    void withoutAThreadAllThatWaitAreTold() {
        List<CompletableFuture<Boolean>> answers = List.of(ask("web", "1"), ask("web", "2"), ask("web", "3"));
        Runnable first = tasks.poll();
        tasks.clear();
        ReadQueue full = new ReadQueue(task -> {
            throw new RejectedExecutionException("full");
        });
        assertTrue(full.ask("web", () -> true, () -> true).isCompletedExceptionally());
        first.run();
        assertTrue(answers.get(0).join());
    }
}
