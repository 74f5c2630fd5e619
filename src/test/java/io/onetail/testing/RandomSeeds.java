package io.onetail.testing;

import java.util.function.IntConsumer;

/** Plays at random that can be repeated. */
public final class RandomSeeds {
    private RandomSeeds() {}

    /** Plays with each seed from 1 to that one; a failure names the seed. */
    public static void each(int last, IntConsumer play) {
        for (int seed = 1; seed <= last; seed++) {
            try {
                play.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
