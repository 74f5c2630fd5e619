package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Mark;
import io.onetail.testing.FakeHost;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** More was written during an interruption than {@code onetail.tail.catch-up-limit} allows: what is shown, and what is said of the rest. */
class CatchUpLimitTest {
    private static final String APP = TailSimulation.APP;

    private TailSimulation tailSimulation = start(10, 100);

    private static TailSimulation start(int preroll, long limit) {
        TailSimulation simulation = new TailSimulation();
        simulation.settings = new TailSettings(Duration.ofSeconds(5), preroll, limit, Duration.ofSeconds(1), 1 << 20);
        simulation.tail = simulation.tail(TailSimulation.LOG);
        simulation.host.write(APP, "a\n");
        return simulation;
    }

    private void interrupted(Runnable meanwhile) {
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, meanwhile)
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
    }

    private void rotate() {
        tailSimulation.host.rename(APP + ".1", APP + ".2");
        tailSimulation.host.rename(APP, APP + ".1");
    }

    private List<String> gaps() {
        return tailSimulation.journal.published.stream()
                .filter(entry -> entry instanceof Mark mark && mark.kind() == Mark.MarkKind.GAP)
                .map(entry -> ((Mark) entry).reason())
                .toList();
    }

    @Test
    void ofOneFileTheNewestBytesAreShownFromTheBeginningOfALine() {
        for (int seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            int limit = 20 + random.nextInt(400_000);
            tailSimulation = start(2 + random.nextInt(18), limit);
            int longest = 1 + random.nextInt(Math.min(limit, 1000));
            StringBuilder written = new StringBuilder();
            while (written.length() < limit + 2000) {
                written.append("x".repeat(random.nextInt(longest))).append("\n");
            }
            interrupted(() -> tailSimulation.host.write(APP, written.toString()));
            String text = tailSimulation.text();
            String shown = text.substring(text.indexOf("]") + 1);
            int missing = written.length() - shown.length();
            assertEquals("a\n[gap " + missing + "]" + shown, text, "seed " + seed);
            assertTrue(written.toString().endsWith("\n" + shown), "seed " + seed);
            assertTrue(shown.length() <= limit && shown.length() >= limit - longest, "seed " + seed);
            assertEquals(List.of(Mark.SLOW), gaps(), "seed " + seed);
        }
    }

    @Test
    void ofSeveralFilesTheNewestAreShownThatFitInWhole() {
        interrupted(() -> {
            tailSimulation.host.write(APP, "b".repeat(49) + "\n");
            rotate();
            tailSimulation.host.write(APP, "c".repeat(49) + "\n");
            rotate();
            tailSimulation.host.write(APP, "d".repeat(39) + "\n");
        });
        assertEquals(
                "a\n[gap 50][rotated]" + "c".repeat(49) + "\n[rotated]" + "d".repeat(39) + "\n", tailSimulation.text());
        assertEquals(List.of(Mark.SLOW), gaps());
    }

    @Test
    void aCurrentFileThatIsTooLargeByItselfLeavesNothingForOlderOnes() {
        interrupted(() -> {
            tailSimulation.host.write(APP, "b\n");
            rotate();
            tailSimulation.host.write(APP, "c".repeat(69) + "\n" + "d".repeat(69) + "\n");
        });
        assertEquals("a\n[gap 2][rotated][gap 70]" + "d".repeat(69) + "\n", tailSimulation.text());
        assertEquals(List.of(Mark.SLOW, Mark.SLOW), gaps());
    }

    @Test
    void packedFilesThatAreTooMuchAreOnTheHostAndThoseThatAreGoneAreNot() {
        interrupted(() -> {
            rotate();
            tailSimulation.host.write(APP, "c".repeat(49) + "\n");
            rotate();
            tailSimulation.host.pack(APP + ".1", APP + ".1.gz");
            tailSimulation.host.write(APP, "d\n");
        });
        assertEquals("a\n[gap]d\n", tailSimulation.text());
        assertEquals(List.of(Mark.SLOW), gaps());
    }
}
