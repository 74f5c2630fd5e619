package io.onetail.catalog;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A glob compiled to steps of a nondeterministic automaton, all of whose states are followed at once (Thompson's
 * construction), so that a match costs at most path length times pattern length and never backtracks. Written by {@link
 * GlobParser}, then only read.
 */
final class GlobProgram {
    /** One step: takes a character if {@code takes} is not null, else goes to both {@code a} and {@code b}. */
    private static final class ProgramStep {
        final @Nullable IntPredicate takes;
        int a;
        int b;

        ProgramStep(@Nullable IntPredicate takes, int a, int b) {
            this.takes = takes;
            this.a = a;
            this.b = b;
        }
    }

    private final List<ProgramStep> steps = new ArrayList<>();

    /** The result of a run: whether the whole text is accepted, and whether a longer one could be. */
    record MatchOutcome(boolean accepted, boolean alive) {}

    /** The index of the next step. */
    int here() {
        return steps.size();
    }

    void take(IntPredicate takes) {
        steps.add(new ProgramStep(takes, here() + 1, 0));
    }

    /** Adds a step that continues at both the next one and the target that {@link #patch} sets. */
    int fork() {
        steps.add(new ProgramStep(null, here() + 1, here() + 1));
        return here() - 1;
    }

    /** Adds a step that continues at the target only. */
    int jump(int target) {
        steps.add(new ProgramStep(null, target, target));
        return here() - 1;
    }

    /** Sets the second target of a fork. */
    void patch(int fork, int target) {
        steps.get(fork).b = target;
    }

    /** Sets the target of a jump. */
    void redirect(int jump, int target) {
        steps.get(jump).a = target;
        steps.get(jump).b = target;
    }

    MatchOutcome run(String text) {
        BitSet now = new BitSet(here() + 1);
        int[] open = new int[2 * here() + 2];
        reach(0, now, open);
        for (int i = 0; i < text.length() && !now.isEmpty(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            BitSet next = new BitSet(here() + 1);
            for (int s = now.nextSetBit(0); s >= 0 && s < here(); s = now.nextSetBit(s + 1)) {
                ProgramStep step = steps.get(s);
                if (step.takes != null && step.takes.test(c)) {
                    reach(step.a, next, open);
                }
            }
            now = next;
        }
        boolean accepted = now.get(here());
        now.clear(here());
        return new MatchOutcome(accepted, !now.isEmpty());
    }

    /** Adds a state and all that it reaches without taking a character; {@code open} is scratch space. */
    private void reach(int start, BitSet states, int[] open) {
        int count = 0;
        open[count++] = start;
        while (count > 0) {
            int s = open[--count];
            if (states.get(s)) {
                continue;
            }
            states.set(s);
            if (s < here() && steps.get(s).takes == null) {
                open[count++] = steps.get(s).a;
                open[count++] = steps.get(s).b;
            }
        }
    }
}
