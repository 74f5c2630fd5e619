package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.protocol.LogException;
import io.onetail.tail.suite.LogPath.Link;
import io.onetail.tail.suite.LogPath.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Links in the middle of a path are pointed elsewhere, and its directories renamed; between these changes files are rotated.
 *
 * <p>{@code -Donetail.seed=N} repeats one run, {@code -Donetail.operations=10000} makes more of each. {@code -Donetail.hurry} also plays
 * without time to see, in which readers still have the defect that {@code faults.md} describes.
 */
class PathsIT extends ReaderCases {
    private static final int OPERATIONS = Integer.getInteger("onetail.operations", 100 * ReaderSuite.SCALE);
    private static final int OF_A_SEED = 100;
    private static final int BETWEEN_JUDGEMENTS = 25;
    private static final Long SEED = Long.getLong("onetail.seed");
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** How long a host leaves things as they are so that a reader has a fair chance, milliseconds. */
    private static final int FAIR = Integer.getInteger("onetail.pace", 50);

    private LogPath log;
    private CheckedFollow checkedFollow;

    @BeforeEach
    void onlyWhoWatchesTheWay() {
        assumeTrue(setup.kind().hasEvents(), setup.kind() + " sees changes of the way only when it looks");
    }

    private void begin(long seed, boolean strict) throws IOException {
        log = keep(new LogPath(Files.createDirectory(directory.resolve("seed-" + seed)), new Random(seed), strict));
        checkedFollow = keep(new CheckedFollow(log.ledger, reader, log.name(), size -> 0));
        checkedFollow.feed(true);
        checkedFollow.awaitLives(1);
        checkedFollow.settle(SOON);
    }

    @Test
    void linksInTheMiddleThatAreTurnedTenTimesASecondAreFollowed() throws Exception {
        for (Link link : Link.values()) {
            begin(link.ordinal(), true);
            for (int i = 0; i < 10; i++) {
                log.turn(link, null);
                timeToSee(2 * FAIR);
            }
            checkedFollow.settle(SOON);
            assertEquals("first" + " next".repeat(10), lives(checkedFollow), link.toString());
        }
    }

    @Test
    void linksThatAreTurnedToWhereNoFileIsYetAreFollowed() throws Exception {
        for (Link link : Link.values()) {
            begin(link.ordinal(), true);
            for (int i = 0; i < 5; i++) {
                log.turn(link, () -> timeToSee(FAIR));
                timeToSee(FAIR);
            }
            checkedFollow.settle(SOON);
            assertEquals("first" + " next".repeat(5), lives(checkedFollow), link.toString());
        }
    }

    @Test
    void ofLinksThatAreTurnedAtOnceNothingIsLostSilently() throws Exception {
        for (Link link : Link.values()) {
            begin(link.ordinal(), false);
            for (int i = 0; i < 10; i++) {
                for (int j = 0; j < 4; j++) {
                    log.turn(link, null);
                }
                checkedFollow.settle(SOON);
            }
        }
    }

    @Test
    void whatALinkLedToBeforeMayRotate() throws Exception {
        begin(0, true);
        for (int i = 0; i < 5; i++) {
            log.turn(Link.STABLE, null);
            log.rotateWhatWasLeft();
            timeToSee(FAIR);
            log.rotateWhatWasLeft();
            timeToSee(FAIR);
        }
        checkedFollow.settle(SOON);
        assertEquals("first" + " next".repeat(5), lives(checkedFollow));
    }

    @Test
    void inADirectoryThatIsRenamedAwayAndBackEachFileIsTold() throws Exception {
        for (Step step : Step.values()) {
            begin(step.ordinal(), true);
            for (int i = 0; i < 4; i++) {
                log.away(step, 2, () -> timeToSee(FAIR));
                timeToSee(FAIR);
                log.write(1);
            }
            checkedFollow.settle(SOON);
            assertEquals("first" + " next".repeat(8), lives(checkedFollow), step.toString());
        }
    }

    @Test
    void aDirectoryThatIsPutInThePlaceOfAnotherIsFollowed() throws Exception {
        begin(0, true);
        for (int i = 0; i < 10; i++) {
            log.replace();
            timeToSee(2 * FAIR);
        }
        checkedFollow.settle(SOON);
        assertEquals("first" + " next".repeat(10), lives(checkedFollow));
    }

    @Test
    void whateverHappensToAPathNothingIsLostWhereThereIsTimeToSee() throws Exception {
        play(true);
    }

    @Test
    void whateverHappensToAPathNothingIsLostSilently() throws Exception {
        assumeTrue(
                System.getProperty("onetail.hurry") != null,
                "a known defect of readers, see 'What is still open' in faults.md: -Donetail.hurry plays it");
        play(false);
    }

    private void play(boolean fair) throws IOException {
        for (int done = 0; done < OPERATIONS; done += OF_A_SEED) {
            long seed = SEED != null ? SEED : ThreadLocalRandom.current().nextInt(1_000_000);
            Deque<String> happened = new ArrayDeque<>();
            try {
                play(seed, fair, happened);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        setup + ", -Donetail.seed=" + seed + ": " + e.getMessage() + "\nWhat happened last:\n"
                                + String.join("\n", happened),
                        e);
            }
        }
    }

    private void play(long seed, boolean fair, Deque<String> happened) throws IOException {
        begin(seed, fair);
        Random random = new Random(seed);
        long begun = System.nanoTime();
        for (int i = 1; i <= OF_A_SEED; i++) {
            Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
            happened.add(i + " at " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + operation);
            if (happened.size() > 2 * BETWEEN_JUDGEMENTS) {
                happened.remove();
            }
            LogPath.Pause pause =
                    fair ? () -> timeToSee(FAIR + random.nextInt(2 * FAIR)) : () -> moment(anyMoment(random));
            operation.take(log, random, pause);
            pause.take();
            if (i % BETWEEN_JUDGEMENTS == 0) {
                checkedFollow.settle(LONGEST);
            }
        }
        checkedFollow.stop();
    }

    /** A moment, mostly a short one. */
    private static int anyMoment(Random random) {
        return (int) (300 * Math.pow(random.nextDouble(), 4));
    }

    private enum Operation {
        LINES((log, random, pause) -> log.write(1 + random.nextInt(20))),
        ROTATE((log, random, pause) -> log.rotate()),
        ROTATE_AGAIN((log, random, pause) -> {
            log.rotate();
            pause.take();
            log.rotate();
        }),
        TURN_HOP((log, random, pause) -> log.turn(Link.HOP, null)),
        TURN_CURRENT((log, random, pause) -> log.turn(Link.CURRENT, null)),
        TURN_STABLE((log, random, pause) -> log.turn(Link.STABLE, null)),
        TURN_TO_NOTHING((log, random, pause) -> log.turn(Link.values()[random.nextInt(3)], pause)),
        TURN_BACK((log, random, pause) -> log.turnBack()),
        ROTATE_WHAT_WAS_LEFT((log, random, pause) -> log.rotateWhatWasLeft()),
        AWAY((log, random, pause) -> log.away(Step.values()[random.nextInt(4)], random.nextInt(4), pause)),
        REPLACE((log, random, pause) -> log.replace());

        private interface Action {
            void take(LogPath log, Random random, LogPath.Pause pause) throws IOException;
        }

        private final Action action;

        Operation(Action action) {
            this.action = action;
        }

        void take(LogPath log, Random random, LogPath.Pause pause) throws IOException {
            action.take(log, random, pause);
        }
    }

    /** A moment that is long enough on a busy host too: the reader, which serves one thing after another, answers twice after it. */
    private void timeToSee(int millis) {
        moment(millis);
        for (int i = 0; i < 2; i++) {
            try {
                reader.look(log.name().toString());
            } catch (LogException e) {
                continue; // nothing has the name at the moment
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void moment(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
