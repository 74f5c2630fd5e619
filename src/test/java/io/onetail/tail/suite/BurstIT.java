package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import io.onetail.tail.suite.ReaderSuite.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * More rotations at once than the number of unread files that a reader keeps, on a busy host: what is lost is reported where it is lost.
 *
 * <p>{@code -Donetail.seed=N} repeats one run, {@code -Donetail.bursts=N} makes N of each.
 */
class BurstIT extends ReaderCases {
    private static final int BURSTS = Integer.getInteger("onetail.bursts", 4 * ReaderSuite.SCALE);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Long SEED = Long.getLong("onetail.seed");

    @Test
    void whatIsLostInABurstOfRotationsIsSaidWhereItIsLost() throws Exception {
        needs(Promise.ORDER);
        for (int i = 0; i < BURSTS; i++) {
            long seed = SEED != null ? SEED : ThreadLocalRandom.current().nextInt(1_000_000);
            Random random = new Random(seed);
            for (Scheme scheme : Scheme.values()) {
                try {
                    play(i + "-" + scheme + ".log", scheme, random);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            setup + ", " + scheme + ", -Donetail.seed=" + seed + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private void play(String name, Scheme scheme, Random random) throws Exception {
        LogWriter log = writer(name, Layout.PLAIN, scheme);
        log.create();
        write(log);
        try (CheckedFollow checkedFollow = new CheckedFollow(log.ledger, reader, log.name(), size -> 0);
                Hindrance hindrance = new Hindrance(random)) {
            checkedFollow.awaitLives(1);
            if (setup.kind() == ReaderSuite.Kind.LOCAL) {
                checkedFollow.eventsLost(); // Java keeps 512 events of a directory until they are taken
            }
            switch (random.nextInt(4)) {
                case 0 -> checkedFollow.grant(random.nextInt(2000));
                case 1 -> {}
                default -> checkedFollow.feed(true);
            }
            for (int rotations = 20 + random.nextInt(280); rotations > 0; rotations--) {
                log.rotate();
                log.create();
                log.write(log.file(), log.uniqueLines.lines(1 + random.nextInt(5)));
                switch (random.nextInt(40)) {
                    case 0 -> checkedFollow.grant(random.nextInt(3000));
                    case 1 -> hindrance.stop(random.nextInt(200));
                    case 2 -> Thread.sleep(random.nextInt(20));
                    default -> {}
                }
            }
            checkedFollow.settle(LONGEST);
        }
    }

    /** More events than the system keeps for a reader that does not take them. */
    @Test
    void whatIsLostWithTheSystemsEventsIsSaid() throws Exception {
        assumeTrue(setup.kind().hasEvents());
        LogWriter log = begun("overflowing.log");
        CheckedFollow checkedFollow = follow(log);
        checkedFollow.eventsLost();
        Path other = Files.createFile(directory.resolve("other"));
        Path another = directory.resolve("another");
        for (int round = 0; round < 4; round++) {
            String process = String.valueOf(host.process());
            HostActions.sh("kill -STOP " + process);
            try {
                rotate(log, 10 * round);
                for (int i = 0; i < 4200; i++) {
                    Files.move(other, another, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(another, other, StandardCopyOption.ATOMIC_MOVE);
                }
                rotate(log, 10);
            } finally {
                HostActions.sh("kill -CONT " + process);
            }
            rotate(log, 3);
            checkedFollow.settle(LONGEST);
        }
    }

    private static void rotate(LogWriter log, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            renew(log);
        }
    }

    /** Gives the reader less of the processor than it needs. */
    private final class Hindrance implements AutoCloseable {
        private final boolean stops = setup.kind() != ReaderSuite.Kind.LOCAL;
        private final List<Process> busy;
        private Thread waking = new Thread(() -> {});

        Hindrance(Random random) throws IOException {
            busy = random.nextBoolean()
                    ? List.of()
                    : List.of(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
        }

        void stop(int millis) throws IOException, InterruptedException {
            if (!stops || waking.isAlive()) {
                return;
            }
            long process = host.process();
            HostActions.sh("kill -STOP " + process);
            waking = new Thread(() -> {
                try {
                    Thread.sleep(millis);
                    HostActions.sh("kill -CONT " + process);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            waking.start();
        }

        @Override
        public void close() {
            busy.forEach(Process::destroyForcibly);
            try {
                waking.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
