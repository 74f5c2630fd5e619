package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Failure;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TailsTest {
    private final Play play = new Play();
    private final ArrayDeque<Runnable> started = new ArrayDeque<>();
    private final Tails tails = new Tails(play.context("me"), started::add);

    private void lateBy(Duration time) {
        play.now += time.toNanos();
    }

    /** Lets the tails' threads run; those that were stopped end. */
    private void threadsRun() {
        while (!started.isEmpty()) {
            started.poll().run();
        }
    }

    private boolean saidEnded() {
        return play.journal.states.stream().anyMatch(state -> state.phase() == LogState.Phase.ENDED);
    }

    @Test
    void secondViewerOfALogStartsNoSecondTail() {
        tails.want(Play.LOG);
        tails.beat();
        tails.want(Play.LOG);
        tails.beat();
        assertEquals(1, started.size());
        assertEquals(Set.of(Play.LOG), tails.running());
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void whoDoesNotGetTheLeaseStartsNoTailUntilItIsFree() {
        play.journal.lease("other", Duration.ofSeconds(5), List.of(Play.LOG));
        tails.want(Play.LOG);
        tails.beat();
        assertEquals(0, started.size());
        lateBy(Duration.ofSeconds(6));
        tails.beat();
        assertEquals(1, started.size());
    }

    @Test
    void leasesAreRenewed() {
        tails.want(Play.LOG);
        for (int i = 0; i < 20; i++) {
            tails.beat();
            lateBy(Duration.ofSeconds(1));
        }
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void whoLosesTheLeaseStopsAndSaysNothing() {
        tails.want(Play.LOG);
        tails.beat();
        lateBy(Duration.ofSeconds(6)); // a pause
        play.journal.lease("other", Duration.ofSeconds(5), List.of(Play.LOG));
        tails.beat();
        threadsRun();
        assertEquals(Set.of(), tails.running());
        assertEquals("other", play.journal.owner(Play.LOG));
        assertFalse(saidEnded());
        tails.beat();
        assertEquals(0, started.size());
    }

    @Test
    void aTailGoesOnWhileOtherServersHaveViewers() {
        play.journal.servers(Play.LOG, 2);
        tails.want(Play.LOG);
        tails.beat();
        tails.unwant(Play.LOG);
        for (int i = 0; i < 20; i++) {
            lateBy(Duration.ofSeconds(1));
            tails.beat();
        }
        assertEquals(Set.of(Play.LOG), tails.running());
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void whenNobodyViewsALogItsTailStopsAndNothingIsLeft() {
        tails.want(Play.LOG);
        tails.beat();
        tails.unwant(Play.LOG);
        tails.beat();
        threadsRun();
        assertEquals(Set.of(), tails.running());
        assertNull(play.journal.owner(Play.LOG));
        assertTrue(saidEnded());
        tails.beat();
        assertEquals(0, started.size());
    }

    @Test
    void aViewerThatComesWhileRedisIsAskedKeepsTheTail() {
        tails.want(Play.LOG);
        tails.beat();
        tails.unwant(Play.LOG);
        play.journal.onCall = () -> tails.want(Play.LOG);
        tails.beat();
        play.journal.onCall = () -> {};
        tails.beat();
        play.at(0, () -> {});
        assertEquals(Set.of(Play.LOG), tails.running());
        assertFalse(saidEnded());
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void aViewerThatComesWhileTheTailEndsGetsANewOneWithALease() {
        play.journal.servers(Play.LOG, 0);
        tails.want(Play.LOG);
        tails.beat();
        tails.unwant(Play.LOG);
        tails.beat();
        tails.want(Play.LOG);
        tails.beat();
        assertEquals(1, started.size()); // the old one has not ended yet
        threadsRun();
        tails.beat();
        assertEquals(1, started.size());
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void aTailThatEndsWhileLeasesAreRenewedTakesNobodysLeaseAway() {
        play.host.away = new LogException(Failure.NOT_FOUND, "There is no such file.");
        tails.want(Play.LOG);
        tails.beat();
        boolean[] once = {false};
        play.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                // it gets its lease first, then the tail ends and gives it back
                play.journal.lease("me", Duration.ofSeconds(5), List.of(Play.LOG));
                threadsRun();
            }
        };
        tails.beat();
        play.journal.onCall = () -> {};
        assertEquals(0, started.size());
        tails.beat();
        assertEquals(1, started.size());
        assertEquals("me", play.journal.owner(Play.LOG));
    }

    @Test
    void aFailedTailGivesItsLeaseBack() {
        play.host.away = new LogException(Failure.NOT_FOUND, "There is no such file.");
        tails.want(Play.LOG);
        tails.beat();
        threadsRun();
        assertNull(play.journal.owner(Play.LOG));
        assertEquals(Set.of(), tails.running());
    }

    @Test
    void whileRedisIsAwayTailsGoOn() {
        tails.want(Play.LOG);
        tails.beat();
        play.journal.away = true;
        for (int i = 0; i < 20; i++) {
            lateBy(Duration.ofSeconds(1));
            tails.beat();
        }
        assertEquals(Set.of(Play.LOG), tails.running());
        play.journal.away = false;
        tails.beat();
        assertEquals("me", play.journal.owner(Play.LOG));
        assertEquals(1, started.size());
    }

    @Test
    void withoutAThreadItIsTriedAgain() {
        boolean[] full = {true};
        Tails some = new Tails(play.context("me"), task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            started.add(task);
        });
        some.want(Play.LOG);
        some.beat();
        assertEquals(Set.of(), some.running());
        full[0] = false;
        some.beat();
        assertEquals(1, started.size());
    }

    @Test
    void closingHandsOverAtOnceAndWithoutAWord() throws InterruptedException {
        play.host.write(Play.APP, "a\n");
        CountDownLatch ran = new CountDownLatch(1);
        play.host.onCall = ran::countDown;
        ExecutorService threads = Executors.newCachedThreadPool();
        Tails real = new Tails(play.context("me"), threads);
        threads.execute(real::run);
        real.want(Play.LOG);
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        real.close();
        real.close();
        assertEquals(Set.of(), real.running());
        assertNull(play.journal.owner(Play.LOG));
        assertFalse(saidEnded());
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(0, play.host.following());
    }
}
