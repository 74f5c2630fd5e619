package io.onetail.tail.suite;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import io.onetail.tail.suite.ReaderSuite.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Two logs with similar names in one directory, to which anything happens in the order that a seed gives, while both are followed with more
 * or less credit, in one following after another. What was reported is judged again and again.
 */
final class RandomPlay implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(45);
    private static final int BETWEEN_JUDGEMENTS = 150;
    private static final int MOST_WITHOUT_CREDIT = 25;
    /**
     * How long a host leaves things as they are after a change of names, at least, milliseconds; with 0, changes follow each other at once.
     */
    private static final int PACE = Integer.getInteger("onetail.pace", 40);

    private final Setup setup;
    private final HostReader reader;
    private final Path shared;
    private final Random random;
    private final Deque<String> happened = new ArrayDeque<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<Play> plays = new ArrayList<>();
    private final long begun = System.nanoTime();
    private int operations;
    private boolean slow;

    private static final class Play {
        final LogWriter log;

        @Nullable
        CheckedFollow checkedFollow;

        int hungry;

        Play(LogWriter log) {
            this.log = log;
        }
    }

    private Play acting;

    /** @param shared an empty directory */
    RandomPlay(Setup setup, HostReader reader, Path shared, long seed) throws IOException {
        this.setup = setup;
        this.reader = reader;
        this.shared = shared;
        this.random = new Random(seed);
        for (String name : List.of("app1.log", "app10.log")) {
            Layout layout = any(Layout.values());
            Scheme scheme = any(Scheme.values());
            plays.add(new Play(new LogWriter(shared, name, layout, scheme, random)));
            kinds.add(name + " is " + layout + ", " + scheme);
        }
        acting = plays.get(0);
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    /** Performs this many operations; they are the same for the same seed. */
    void run(int count) throws Exception {
        try {
            for (int i = 0; i < count; i++) {
                if (i % BETWEEN_JUDGEMENTS == 0) {
                    judge();
                    slow = random.nextInt(4) == 0;
                    note(slow ? "late bytes from here on" : "no late bytes from here on");
                }
                step();
            }
            judge();
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(
                    e.getMessage() + "\nWhere " + kinds + ", what happened last:\n" + String.join("\n", happened), e);
        }
    }

    private void step() throws Exception {
        operations++;
        acting = plays.get(random.nextInt(plays.size()));
        follow(acting);
        Operation operation = Operation.any(random);
        if (operation.isSlow() && !slow || !setup.kind().promises(operation)) {
            operation = Operation.LINE;
        }
        note(acting.log.name().getFileName() + " " + operation);
        operation.take(acting.log, this);
        int pause = random.nextInt(40);
        if (PACE > 0 && !operation.isPlain()) {
            moment(PACE + random.nextInt(PACE));
        } else if (pause > 30 || setup.kind().isSlow()) {
            moment(pause == 39 ? 60 : 2);
        }
    }

    /** What the follower does meanwhile. */
    private void follow(Play play) throws Exception {
        if (play.checkedFollow == null) {
            int from = random.nextInt(3);
            note(play.log.name().getFileName() + " followed");
            play.checkedFollow = new CheckedFollow(
                    play.log.ledger, reader, play.log.name(), size -> from == 0 ? size / 2 : from == 1 ? size : 0);
            play.checkedFollow.feed(true);
        }
        play.hungry++;
        switch (random.nextInt(60)) {
            case 0 -> feed(play, false);
            case 1, 2 -> feed(play, true);
            case 3, 4, 5 -> play.checkedFollow.grant(1 + random.nextInt(3000));
            case 6 -> {
                if (random.nextInt(6) == 0) {
                    stop(play);
                }
            }
            case 7 -> peek(play);
            default -> {}
        }
        if (play.hungry > MOST_WITHOUT_CREDIT) {
            feed(play, true);
        }
    }

    private void feed(Play play, boolean enough) {
        note(play.log.name().getFileName() + (enough ? " fed" : " starved"));
        play.hungry = 0;
        if (play.checkedFollow != null) {
            play.checkedFollow.feed(enough);
        }
    }

    private void stop(Play play) {
        note(play.log.name().getFileName() + " stopped");
        CheckedFollow checkedFollow = play.checkedFollow;
        if (checkedFollow != null) {
            checkedFollow.stop();
            checkedFollow.complain();
            play.checkedFollow = null;
        }
    }

    private void peek(Play play) throws InterruptedException, LogException {
        CheckedFollow checkedFollow = play.checkedFollow;
        TruthFile file = play.log.current;
        if (checkedFollow == null || file == null || !checkedFollow.hasLives()) {
            return;
        }
        FileLife life = checkedFollow.newest();
        byte[] bytes = checkedFollow.follower().peek(life.number(), 0, 1000);
        boolean same = file.node().equals(life.file().node());
        byte[] truth = file.content().copy();
        byte[] head = Arrays.copyOf(truth, Math.min(1000, truth.length));
        if (same
                && (bytes == null || !Arrays.equals(bytes, head))
                && life.number() == checkedFollow.newest().number()) {
            throw new AssertionError("a peek at life " + life.number() + " gave "
                    + (bytes == null ? "nothing" : bytes.length + " bytes") + " instead of " + head.length);
        }
    }

    private void judge() {
        for (Play play : plays) {
            settle(play);
        }
    }

    private void settle(Play play) {
        if (play.checkedFollow != null) {
            note(play.log.name().getFileName() + " judged");
            play.hungry = 0;
            try {
                play.checkedFollow.settle(LONGEST);
            } catch (AssertionError e) {
                throw new AssertionError(play.log.name().getFileName() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Waits until everything about the current log has been reported. */
    void settle() {
        if (!slow) {
            settle(acting);
        }
    }

    /** Settles, or does not. */
    void perhapsSettle() {
        if (random.nextInt(6) == 0) {
            settle();
        }
    }

    /** Waits a short while, or not at all. */
    void pause() {
        moment(PACE + (random.nextInt(3) == 0 ? random.nextInt(30) : 0));
    }

    /** How long a reader takes to notice a change of a directory that no event reports. */
    void aLook() {
        moment(1300);
    }

    /** The directory of both logs. */
    Path shared() {
        return shared;
    }

    /** Whether setting a time can't be distinguished from writing. */
    boolean mayTakeTouchForCut() {
        return !setup.kind().hasEvents();
    }

    private static void moment(int millis) {
        try {
            if (millis > 0) {
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void note(String what) {
        happened.add(operations + " at " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + what);
        if (happened.size() > 80) {
            happened.remove();
        }
    }

    @Override
    public void close() throws IOException {
        for (Play play : plays) {
            if (play.checkedFollow != null) {
                play.checkedFollow.close();
            }
            play.log.close();
        }
    }
}
