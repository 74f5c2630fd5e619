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

class SearchSchedulerTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> rests = new ArrayList<>();
    private final SearchScheduler searchScheduler = new SearchScheduler(1, now::get, time -> {
        rests.add(time);
        now.addAndGet(time);
    });

    @Test
    void peopleTakeTurnsHoweverManySearchesTheyHave() {
        List<SearchScheduler.SearchWork> works = List.of(
                searchScheduler.of("a"),
                searchScheduler.of("a"),
                searchScheduler.of("a"),
                searchScheduler.of("b"),
                searchScheduler.of("c"));
        works.forEach(searchScheduler::ask);
        StringBuilder order = new StringBuilder();
        for (int turn = 0; turn < 12; turn++) {
            List<SearchScheduler.SearchWork> working =
                    works.stream().filter(SearchScheduler.SearchWork::isWorking).toList();
            assertEquals(1, working.size());
            int index = works.indexOf(working.get(0));
            order.append("aaabc".charAt(index));
            searchScheduler.leave(working.get(0)); // and asks for another turn
            searchScheduler.ask(working.get(0));
        }
        assertEquals("abcabcabcabc", order.toString());
    }

    @Test
    void nobodyHasTwoTurnsAtOnceAndNobodyWaitsForThem() {
        SearchScheduler wide = new SearchScheduler(3, now::get, time -> {});
        List<SearchScheduler.SearchWork> works =
                Stream.of("a", "a", "a", "b", "c", "d").map(wide::of).toList();
        works.forEach(wide::ask);
        assertEquals(
                List.of(true, false, false, true, true, false),
                works.stream().map(SearchScheduler.SearchWork::isWorking).toList());
        wide.leave(works.get(1)); // the one that has waited
        wide.leave(works.get(0));
        assertEquals(
                List.of(false, false, false, true, true, true),
                works.stream().map(SearchScheduler.SearchWork::isWorking).toList());
        wide.leave(works.get(3));
        assertTrue(works.get(2).isWorking());
    }

    @Test
    void whoHasWorkedRestsForAsLong() throws Exception {
        SearchScheduler.SearchWork work = searchScheduler.of("a");
        for (int turn = 0; turn < 10; turn++) {
            work.begin();
            for (int step = 0; step < 100; step++) {
                now.addAndGet(SearchScheduler.TURN_NANOS / 40);
                work.step();
                assertTrue(work.isWorking());
            }
            work.end();
            work.end();
        }
        long rested = rests.stream().mapToLong(Long::longValue).sum();
        assertEquals(now.get(), 2 * rested, "half of the time");
        assertTrue(rests.stream().allMatch(time -> time <= SearchScheduler.TURN_NANOS));
        rests.clear();
        work.begin();
        now.addAndGet(10 * SearchScheduler.LONGEST_REST_NANOS);
        work.step();
        assertEquals(List.of(SearchScheduler.LONGEST_REST_NANOS), rests);
    }

    @Test
    void whoIsInterruptedLeavesTheTurnToOthers() throws Exception {
        SearchScheduler.SearchWork first = searchScheduler.of("a");
        SearchScheduler.SearchWork second = searchScheduler.of("b");
        first.begin();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, second::begin);
        first.end();
        assertFalse(second.isWorking());
        SearchScheduler.SearchWork third = searchScheduler.of("c");
        third.begin();
        assertTrue(third.isWorking());
    }

    @Test
    void aSlowExpressionLetsOthersHaveTheirTurnWithinALine() throws Exception {
        AtomicLong ticks = new AtomicLong();
        List<Long> paused = new ArrayList<>();
        // each reading of the clock is a millisecond later
        SearchScheduler slow = new SearchScheduler(1, () -> ticks.addAndGet(1_000_000), paused::add);
        SearchScheduler.SearchWork work = slow.of("a");
        work.begin();
        assertEquals(-1, LineQuery.of("[ab]{20}x", true).find("ab".repeat(50_000), work));
        assertTrue(paused.size() > 10, "it rested " + paused.size() + " times");
    }
}
