package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.FakeHost;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A log is rotated while its reader is away, and its writer goes on with the old file after that. Each line is shown once, whatever becomes
 * of the old file after the line was written.
 */
class LateWriterTest {
    private static final int SEEDS = 400;
    private static final String APP = TailSimulation.APP;
    private static final String OLD = APP + ".1";

    private TailSimulation tailSimulation = new TailSimulation();
    private int line;

    @Test
    void whatIsWrittenToTheFileBeforeIsShownWhateverBecomesOfIt() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                play(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void play(Random random) {
        tailSimulation = new TailSimulation();
        line = 0;
        FakeHost host = tailSimulation.host;
        int width = random.nextBoolean() ? 0 : 300; // a file may be too short for a full fingerprint
        double back = 4 + random.nextDouble();
        write(APP, width);
        tailSimulation
                .at(2, () -> host.away = FakeHost.unreachable())
                .at(3, () -> {
                    write(APP, width);
                    host.rename(APP, OLD);
                    host.write(APP, "");
                })
                .at(back, () -> host.away = null);
        double first =
                random.nextBoolean() ? 3.5 : back + 8 * random.nextDouble(); // the new file is perhaps empty at first
        tailSimulation.at(first, () -> write(APP, width));
        double at = back + 2; // by then the tail has found its place
        for (int i = random.nextInt(3); i >= 0; i--) {
            at += 4 * random.nextDouble();
            tailSimulation.at(at, () -> write(OLD, width));
        }
        at += random.nextBoolean() ? 0 : 8 * random.nextDouble();
        switch (random.nextInt(4)) {
            case 0 -> tailSimulation.at(at, () -> host.pack(OLD, OLD + ".gz"));
            case 1 -> tailSimulation.at(at, () -> host.delete(OLD));
            case 2 -> tailSimulation.at(at, () -> host.rename(OLD, "/log/saved"));
            default -> {}
        }
        tailSimulation.at(at + 10 * random.nextDouble(), () -> write(APP, width));
        tailSimulation.until(60);
        String text = tailSimulation.text();
        assertTrue(!text.contains("[gap"), text);
        List<String> shown = Arrays.stream(
                        text.replaceAll("\\[[a-z]+]", "").replace("x", "").split("\n", -1))
                .filter(one -> !one.isEmpty())
                .sorted()
                .toList();
        List<String> written = IntStream.rangeClosed(1, line)
                .mapToObj(number -> String.format("line %03d", number))
                .toList();
        assertEquals(written, shown, text);
    }

    private void write(String file, int width) {
        tailSimulation.host.write(file, String.format("line %03d%s%n", ++line, "x".repeat(width)));
    }
}
