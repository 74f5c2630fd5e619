package io.onetail.tail.suite;

import io.onetail.tail.suite.ReaderSuite.AlsoOverSsh;
import java.nio.file.Files;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Anything that happens to files, in random order: nothing is lost, repeated, foreign or out of order, and there is no needless gap.
 *
 * <p>{@code -Donetail.seed=N} repeats one run, {@code -Donetail.operations=10000} makes more of each. With {@code -Donetail.pace=0} names
 * change many times within a millisecond, which no host does for long: readers then still miss some of them without reporting it, see
 * {@code reader.md}.
 */
@AlsoOverSsh
class RandomFilesIT extends ReaderCases {
    private static final int OPERATIONS = Integer.getInteger("onetail.operations", 500 * ReaderSuite.SCALE);
    private static final int OF_A_SEED = 500;
    private static final Long SEED = Long.getLong("onetail.seed");

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyByteComesOnceAndInOrderWhateverHappens() throws Exception {
        if (SEED != null) {
            play(SEED, OPERATIONS);
            return;
        }
        for (int done = 0; done < OPERATIONS; done += OF_A_SEED) {
            play(ThreadLocalRandom.current().nextInt(1_000_000), Math.min(OF_A_SEED, OPERATIONS - done));
        }
    }

    private void play(long seed, int operations) throws Exception {
        try (RandomPlay play =
                new RandomPlay(setup, reader, Files.createDirectory(directory.resolve("seed-" + seed)), seed)) {
            play.run(operations);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    setup + ", -Donetail.seed=" + seed + " -Donetail.operations=" + operations + ": " + e.getMessage(),
                    e);
        }
    }
}
