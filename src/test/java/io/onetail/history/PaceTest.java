package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> rests = new ArrayList<>();
    private final Pace pace = new Pace(1, now::get, time -> {
        rests.add(time);
        now.addAndGet(time);
    });

    @Test
    void peopleTakeTurnsHoweverManySearchesTheyHave() {
        List<Pace.Work> works = List.of(pace.of("a"), pace.of("a"), pace.of("a"), pace.of("b"), pace.of("c"));
        works.forEach(pace::ask);
        StringBuilder order = new StringBuilder();
        for (int turn = 0; turn < 12; turn++) {
            List<Pace.Work> working =
                    works.stream().filter(Pace.Work::isWorking).toList();
            assertEquals(1, working.size());
            int index = works.indexOf(working.get(0));
            order.append("aaabc".charAt(index));
            pace.leave(working.get(0)); // and wants another turn
            pace.ask(working.get(0));
        }
        assertEquals("abcabcabcabc", order.toString());
    }

    @Test
    void nobodyHasTwoTurnsAtOnceAndNobodyWaitsForThem() {
        Pace wide = new Pace(3, now::get, time -> {});
        List<Pace.Work> works =
                Stream.of("a", "a", "a", "b", "c", "d").map(wide::of).toList();
        works.forEach(wide::ask);
        assertEquals(
                List.of(true, false, false, true, true, false),
                works.stream().map(Pace.Work::isWorking).toList());
        wide.leave(works.get(1)); // who waited
        wide.leave(works.get(0));
        assertEquals(
                List.of(false, false, false, true, true, true),
                works.stream().map(Pace.Work::isWorking).toList());
        wide.leave(works.get(3));
        assertTrue(works.get(2).isWorking());
    }

    @Test
    void whoHasWorkedRestsForAsLong() throws Exception {
        Pace.Work work = pace.of("a");
        for (int turn = 0; turn < 10; turn++) {
            work.begin();
            for (int step = 0; step < 100; step++) {
                now.addAndGet(Pace.TURN_NANOS / 40);
                work.step();
                assertTrue(work.isWorking());
            }
            work.end();
            work.end();
        }
        long rested = rests.stream().mapToLong(Long::longValue).sum();
        assertEquals(now.get(), 2 * rested, "half of the time");
        assertTrue(rests.stream().allMatch(time -> time <= Pace.TURN_NANOS));
        rests.clear();
        work.begin();
        now.addAndGet(10 * Pace.LONGEST_REST_NANOS);
        work.step();
        assertEquals(List.of(Pace.LONGEST_REST_NANOS), rests);
    }

    @Test
    void whoIsInterruptedLeavesTheTurnToOthers() throws Exception {
        Pace.Work first = pace.of("a");
        Pace.Work second = pace.of("b");
        first.begin();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, second::begin);
        first.end();
        assertFalse(second.isWorking());
        Pace.Work third = pace.of("c");
        third.begin();
        assertTrue(third.isWorking());
    }

    @Test
    void aSlowExpressionLetsOthersHaveTheirTurnWithinALine() throws Exception {
        AtomicLong ticks = new AtomicLong();
        List<Long> paused = new ArrayList<>();
        // each look at the clock is a millisecond later
        Pace slow = new Pace(1, () -> ticks.addAndGet(1_000_000), paused::add);
        Pace.Work work = slow.of("a");
        work.begin();
        assertEquals(-1, Sought.of("[ab]{20}x", true).find("ab".repeat(50_000), work));
        assertTrue(paused.size() > 10, "it rested " + paused.size() + " times");
    }
}
