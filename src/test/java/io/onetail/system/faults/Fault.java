package io.onetail.system.faults;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * A fault drawn at random.
 *
 * @param kind what happens
 * @param target number of the server, log or viewer, modulo how many there are
 * @param size how long or how many, from 0 to 1
 * @param pause milliseconds until the next fault begins
 */
record Fault(Kind kind, int target, double size, long pause) {
    /** What a fault needs exclusively; another fault that needs it is skipped meanwhile. */
    enum Needs {
        HOST,
        REDIS,
        SERVER,
        LOG,
        /** All of them. */
        LOGS,
        VIEWERS
    }

    /** The kinds, with how often each is drawn and what it needs. */
    enum Kind {
        SSH_KILL(3, Needs.HOST),
        SSHD_RESTART(2, Needs.HOST),
        SSH_PAUSE(2, Needs.HOST),
        ROTATE(8, Needs.LOG),
        ROTATE_LATE(3, Needs.LOG),
        ROTATE_OFTEN(3, Needs.LOG),
        REDIS_RESTART(2, Needs.REDIS),
        /** Only what the servers remember is left then, so they must not be stopped meanwhile. */
        REDIS_EMPTY(2, Needs.REDIS, Needs.SERVER),
        REDIS_PAUSE(2, Needs.REDIS),
        SERVER_KILL(2, Needs.SERVER),
        SERVER_PAUSE(3, Needs.SERVER),
        SERVER_REDEPLOY(1, Needs.SERVER),
        /** Between one server and Redis. */
        NETWORK_CUT(2, Needs.SERVER),
        VIEWERS_CUT(4, Needs.VIEWERS),
        VIEWERS_SLOW(3),
        BURST(2),
        /** Several logs with similar names, at the same time. */
        ROTATE_TOGETHER(3, Needs.LOGS),
        /** Several times within a second or a few, keeping all files. */
        ROTATE_FAST(3, Needs.LOG),
        /** The file is deleted and created again. */
        RECREATE(2, Needs.LOG),
        REDIS_FULL(2, Needs.REDIS),
        /** A line every 1.5 to 5 s, while the file is renamed and its writer keeps using it. */
        QUIET_WRITER(2, Needs.LOG),
        /** A process other than the writer keeps using the renamed file, and writes to it now and then. */
        LATE_WRITER(3, Needs.LOG),
        /** {@code cmd > file}, at once with more than the file had. */
        REWRITE(2, Needs.LOG),
        /** A log that contains the command lines of its readers. */
        PS_LINES(2, Needs.HOST, Needs.REDIS, Needs.SERVER),
        /** Each shell takes 0.2 s to start. */
        SLOW_SHELL(2, Needs.HOST),
        READER_KILL(3, Needs.HOST),
        /** It stops for so long that it may be given up, and then continues. */
        READER_STOP(2, Needs.HOST),
        /** The host can't start processes; half of the time its connections are killed as well. */
        PROCESSES_FULL(2, Needs.HOST),
        /** The host's {@code /tmp} is full; half of the time its readers must start again. */
        TMP_FULL(2, Needs.HOST),
        /** A command is viewed for a while, during whatever else happens. */
        COMMAND(2);

        /**
         * Kinds that are drawn only if they are named, since no whole run has passed with them yet; see {@code
         * faults.md}.
         */
        private static final Set<Kind> NAMED = EnumSet.range(REDIS_FULL, COMMAND);

        private final int weight;
        private final List<Needs> needs;

        Kind(int weight, Needs... needs) {
            this.weight = weight;
            this.needs = List.of(needs);
        }

        /** Kinds that are drawn if none are named. */
        static Set<Kind> usual() {
            return EnumSet.complementOf(EnumSet.copyOf(NAMED));
        }

        /** Whether it needs a host with limited resources. */
        boolean limited() {
            return this == PROCESSES_FULL || this == TMP_FULL;
        }

        List<Needs> needs() {
            return needs;
        }
    }

    /** The next fault of the sequence that the seed determines. */
    static Fault draw(Random random, Set<Kind> kinds) {
        int left = random.nextInt(kinds.stream().mapToInt(kind -> kind.weight).sum());
        Kind drawn = null;
        for (Kind kind : kinds) {
            if (left >= 0 && left < kind.weight) {
                drawn = kind;
            }
            left -= kind.weight;
        }
        return new Fault(drawn, random.nextInt(1_000), random.nextDouble(), 300 + random.nextInt(2_200));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s target %d size %.3f", kind, target, size);
    }
}
