package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogId;
import io.onetail.testing.FakeHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A log whose files carry dates in their names, and whose next files come at any moment, also while the tail looks for its place. */
class DatedTailTest {
    private static final int SEEDS = 100;
    private static final LogId DATED = new LogId("web", "/log/app-%d.log");
    private static final Pattern LINE = Pattern.compile("([0-9]+)-([0-9]+)\n");

    private TailSimulation tailSimulation = start();
    private Random random = new Random();
    private final List<Integer> written = new ArrayList<>(); // lines of each day's file
    private boolean late;

    private static TailSimulation start() {
        TailSimulation simulation = new TailSimulation();
        simulation.globs = List.of(DATED.source());
        simulation.tail = simulation.tail(DATED);
        return simulation;
    }

    private static String path(int day) {
        return "/log/app-2026-%02d-%02d.log".formatted(1 + day / 28, 1 + day % 28);
    }

    private void write(int day) {
        written.set(day, written.get(day) + 1);
        tailSimulation.host.write(path(day), day + "-" + written.get(day) + "\n");
    }

    private void nextDay(boolean empty) {
        written.add(0);
        if (empty) {
            tailSimulation.host.write(path(written.size() - 1), "");
        } else {
            write(written.size() - 1);
        }
    }

    @Test
    void filesThatComeBetweenTheFindingOfTheNewestAndThatOfTheOlderOnesAreReadOnce() {
        nextDay(false);
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    nextDay(false);
                    nextDay(false);
                    tailSimulation.host.away = null;
                    tailSimulation.host.onCall = () -> {
                        if (tailSimulation.host.follows > 1) { // the newest was found and is followed
                            tailSimulation.host.onCall = () -> {};
                            nextDay(false);
                            nextDay(false);
                        }
                    };
                })
                .until(40);
        assertEquals("0-1\n[rotated]1-1\n[rotated]2-1\n[rotated]3-1\n[rotated]4-1\n", tailSimulation.text());
    }

    @Test
    void anOlderFileThatIsWrittenToAfterANewerOneHasComeIsNotTakenForANewerOne() {
        nextDay(false);
        nextDay(false);
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> nextDay(false))
                .at(4, () -> write(0))
                .at(5, () -> nextDay(false))
                .at(6, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("1-1\n[rotated]2-1\n[rotated]3-1\n", tailSimulation.text());
    }

    @Test
    void theFileBeforeIsNotShownAgainWhenTheNewestIsDeleted() {
        nextDay(false);
        tailSimulation
                .at(3, () -> nextDay(false))
                .at(20, () -> tailSimulation.host.delete(path(1)))
                .at(40, () -> nextDay(false))
                .until(60);
        assertEquals("0-1\n[rotated]1-1\n[gap]2-1\n", tailSimulation.text());
    }

    @Test
    void filesThatWereRotatedOrPackedAsWellKeepTheOrderOfTheirDates() {
        nextDay(false);
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    write(0);
                    tailSimulation.host.rename(path(0), path(0) + ".1");
                    write(0);
                    nextDay(false);
                    nextDay(false);
                    tailSimulation.host.write(path(0) + ".1", "0-4\n"); // late
                    tailSimulation.host.away = null;
                    tailSimulation.host.onCall = () -> {
                        if (tailSimulation.host.follows > 1) {
                            tailSimulation.host.onCall = () -> {};
                            nextDay(false);
                            tailSimulation.host.rename(path(3), path(3) + ".1");
                            nextDay(false);
                        }
                    };
                })
                .until(40);
        assertEquals(
                "0-1\n0-2\n0-4\n[rotated]0-3\n[rotated]1-1\n[rotated]2-1\n[rotated]3-1\n[rotated]4-1\n",
                tailSimulation.text());
    }

    @Test
    void aFileThatStaysEmptyIsLeftForTheNextOne() {
        nextDay(false);
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> nextDay(true))
                .at(4, () -> tailSimulation.host.away = null)
                .at(20, () -> nextDay(false))
                .until(60);
        assertEquals("0-1\n[rotated]2-1\n", tailSimulation.text());
    }

    @Test
    void noLineComesTwiceAndNoneIsMissing() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                play(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void play(int seed) {
        random = new Random(seed);
        tailSimulation = start();
        written.clear();
        late = random.nextInt(3) == 0;
        FakeHost host = tailSimulation.host;
        host.pieces = 1 + random.nextInt(50);
        nextDay(false);
        int often = 2 + random.nextInt(40);
        tailSimulation.at(
                2,
                () -> host.onCall = () -> { // files come while the tail looks at them
                    if (random.nextInt(often) == 0 && written.size() < 300) {
                        act();
                    }
                });
        double at = 2;
        for (int i = 0; i < 60; i++) {
            at += random.nextInt(4) == 0 ? 0 : random.nextDouble() * 1.5;
            tailSimulation.at(at, () -> {
                switch (random.nextInt(12)) {
                    case 0 -> host.away = FakeHost.unreachable();
                    case 1, 2, 3 -> host.away = null;
                    case 4 -> host.cut();
                    case 5 -> tailSimulation.journal.away = true;
                    case 6, 7 -> tailSimulation.journal.away = false;
                    default -> act();
                }
            });
        }
        tailSimulation.at(at + 1, () -> {
            host.away = null;
            tailSimulation.journal.away = false;
            host.onCall = () -> {};
        });
        tailSimulation.at(at + 100, () -> write(written.size() - 1));
        tailSimulation.until(at + 200);
        check(tailSimulation.text());
        assertEquals(0, host.following());
    }

    private void act() {
        switch (random.nextInt(4)) {
            case 0 -> nextDay(random.nextInt(4) == 0);
            case 1 -> write(late ? random.nextInt(written.size()) : written.size() - 1);
            default -> write(written.size() - 1);
        }
    }

    private void check(String text) {
        Set<String> seen = new HashSet<>();
        int day = 0;
        int next = 1;
        for (MatchResult line : LINE.matcher(text).results().toList()) {
            assertTrue(seen.add(line.group()), () -> "twice: " + line.group() + "in " + text);
            int of = Integer.parseInt(line.group(1));
            if (!late) {
                assertTrue(of >= day, () -> "out of order: " + line.group() + "in " + text);
                next = of == day ? next : 1;
                day = of;
                assertEquals(next++, Integer.parseInt(line.group(2)), () -> "in " + text);
            }
        }
        int all = written.stream().mapToInt(Integer::intValue).sum();
        if (!late) {
            assertEquals(all, seen.size(), text);
            assertTrue(!text.contains("[gap"), text);
        }
    }
}
