package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailRegistryTest {
    private final TailSimulation tailSimulation = new TailSimulation();
    private final ArrayDeque<Runnable> started = new ArrayDeque<>();
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1);
    private final TailRegistry tailRegistry = new TailRegistry(tailSimulation.context("me"), started::add, timer);

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    private void lateBy(Duration time) {
        tailSimulation.now += time.toNanos();
    }

    /** Lets the tails' threads run; stopped tails end. */
    private void threadsRun() {
        while (!started.isEmpty()) {
            started.poll().run();
        }
    }

    private boolean saidEnded() {
        return tailSimulation.journal.states.stream().anyMatch(state -> state.phase() == LogState.TailPhase.ENDED);
    }

    /** The log's first viewer comes, and the registry sees to it. */
    private void comes() {
        tailRegistry.want(TailSimulation.LOG);
        tailRegistry.beat();
    }

    /** The log's last viewer leaves, and the registry sees to it. */
    private void leaves() {
        tailRegistry.unwant(TailSimulation.LOG);
        tailRegistry.beat();
    }

    /** The registry beats so many times, each after a second. */
    private void beats(int times) {
        for (int i = 0; i < times; i++) {
            lateBy(Duration.ofSeconds(1));
            tailRegistry.beat();
        }
    }

    @Test
    void secondViewerOfALogStartsNoSecondTail() {
        comes();
        comes();
        assertEquals(1, started.size());
        assertEquals(Set.of(TailSimulation.LOG), tailRegistry.running());
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void aTailWhoseTurnIsOverBeforeItsAlarmIsWokenAgain() throws Exception {
        tailSimulation.host.write(TailSimulation.APP, "");
        CountDownLatch alarms = new CountDownLatch(3);
        ScheduledExecutorService hasty = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                alarms.countDown();
                return super.schedule(task, 0, unit);
            }
        };
        try {
            TailRegistry direct = new TailRegistry(tailSimulation.context("me"), Runnable::run, hasty);
            direct.want(TailSimulation.LOG);
            direct.beat();
            assertTrue(alarms.await(10, TimeUnit.SECONDS), alarms.getCount() + " alarms were not set");
        } finally {
            hasty.shutdownNow();
        }
    }

    @Test
    void whoDoesNotGetTheLeaseStartsNoTailUntilItIsFree() {
        tailSimulation.journal.lease("other", Duration.ofSeconds(5), List.of(TailSimulation.LOG));
        comes();
        assertEquals(0, started.size());
        lateBy(Duration.ofSeconds(6));
        tailRegistry.beat();
        assertEquals(1, started.size());
    }

    @Test
    void leasesAreRenewed() {
        tailRegistry.want(TailSimulation.LOG);
        for (int i = 0; i < 20; i++) {
            tailRegistry.beat();
            lateBy(Duration.ofSeconds(1));
        }
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void whoLosesTheLeaseStopsAndSaysNothing() {
        comes();
        lateBy(Duration.ofSeconds(6)); // a pause
        tailSimulation.journal.lease("other", Duration.ofSeconds(5), List.of(TailSimulation.LOG));
        tailRegistry.beat();
        threadsRun();
        assertEquals(Set.of(), tailRegistry.running());
        assertEquals("other", tailSimulation.journal.owner(TailSimulation.LOG));
        assertFalse(saidEnded());
        tailRegistry.beat();
        assertEquals(0, started.size());
    }

    @Test
    void aTailGoesOnWhileOtherServersHaveViewers() {
        tailSimulation.journal.servers(TailSimulation.LOG, 2);
        comes();
        tailRegistry.unwant(TailSimulation.LOG);
        beats(20);
        assertEquals(Set.of(TailSimulation.LOG), tailRegistry.running());
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void whenNobodyViewsALogItsTailStopsAndNothingIsLeft() {
        comes();
        leaves();
        threadsRun();
        assertEquals(Set.of(), tailRegistry.running());
        assertNull(tailSimulation.journal.owner(TailSimulation.LOG));
        assertTrue(saidEnded());
        tailRegistry.beat();
        assertEquals(0, started.size());
    }

    @Test
    void aViewerThatComesWhileRedisIsAskedKeepsTheTail() {
        comes();
        tailRegistry.unwant(TailSimulation.LOG);
        tailSimulation.journal.onCall = () -> comes();
        tailSimulation.journal.onCall = () -> {};
        tailRegistry.beat();
        tailSimulation.at(0, () -> {});
        assertEquals(Set.of(TailSimulation.LOG), tailRegistry.running());
        assertFalse(saidEnded());
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void aViewerThatComesWhileTheTailEndsGetsANewOneWithALease() {
        tailSimulation.journal.servers(TailSimulation.LOG, 0);
        comes();
        leaves();
        comes();
        assertEquals(1, started.size()); // the old one has not ended yet
        threadsRun();
        tailRegistry.beat();
        assertEquals(1, started.size());
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void aTailThatEndsWhileLeasesAreRenewedTakesNobodysLeaseAway() {
        tailSimulation.host.away = new LogException(FailureCode.NOT_FOUND, "There is no such file.");
        comes();
        boolean[] once = {false};
        tailSimulation.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                // the tail first gets its lease, then ends and gives it back
                tailSimulation.journal.lease("me", Duration.ofSeconds(5), List.of(TailSimulation.LOG));
                threadsRun();
            }
        };
        tailRegistry.beat();
        tailSimulation.journal.onCall = () -> {};
        assertEquals(0, started.size());
        tailRegistry.beat();
        assertEquals(1, started.size());
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
    }

    @Test
    void aFailedTailGivesItsLeaseBack() {
        tailSimulation.host.away = new LogException(FailureCode.NOT_FOUND, "There is no such file.");
        comes();
        threadsRun();
        assertNull(tailSimulation.journal.owner(TailSimulation.LOG));
        assertEquals(Set.of(), tailRegistry.running());
    }

    @Test
    void whileRedisIsAwayTailsGoOn() {
        comes();
        tailSimulation.journal.away = true;
        beats(20);
        assertEquals(Set.of(TailSimulation.LOG), tailRegistry.running());
        tailSimulation.journal.away = false;
        tailRegistry.beat();
        assertEquals("me", tailSimulation.journal.owner(TailSimulation.LOG));
        assertEquals(1, started.size());
    }

    @Test
    void withoutAThreadItIsTriedAgain() {
        boolean[] full = {true};
        TailRegistry some = new TailRegistry(
                tailSimulation.context("me"),
                task -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    started.add(task);
                },
                timer);
        some.want(TailSimulation.LOG);
        some.beat();
        assertEquals(Set.of(), some.running());
        full[0] = false;
        some.beat();
        assertEquals(1, started.size());
    }

    @Test
    void closingHandsOverAtOnceAndWithoutAWord() throws InterruptedException {
        tailSimulation.host.write(TailSimulation.APP, "a\n");
        CountDownLatch ran = new CountDownLatch(1);
        tailSimulation.host.onCall = ran::countDown;
        ExecutorService threads = Executors.newCachedThreadPool();
        TailRegistry real = new TailRegistry(tailSimulation.context("me"), threads, timer);
        threads.execute(real::run);
        real.want(TailSimulation.LOG);
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        real.close();
        real.close();
        assertEquals(Set.of(), real.running());
        assertNull(tailSimulation.journal.owner(TailSimulation.LOG));
        assertFalse(saidEnded());
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(0, tailSimulation.host.following());
    }
}
