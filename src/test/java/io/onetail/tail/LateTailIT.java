package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Glob;
import io.onetail.catalog.ReaderKind;
import io.onetail.tail.local.LocalHostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.testing.Await;
import io.onetail.testing.FakeJournal;
import io.onetail.testing.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link LateWriterTest} plays, with real readers and files: a log is rotated while nothing reads it, and its writer goes on with the
 * old file. {@code -Donetail.seed=N} repeats one run.
 */
class LateTailIT {
    private static final int LOGS = 12;
    private static final Long SEED = Long.getLong("onetail.seed");

    @TempDir
    private Path root;

    @Test
    void whatIsWrittenLateOnThisMachineIsShownWhateverBecomesOfTheFile() throws Exception {
        play(glob -> new LocalHostReader("here", false, glob::matches, Thread::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"PERL", "PYTHON"})
    void whatIsWrittenLateIsShownWhateverBecomesOfTheFile(ReaderKind kind) throws Exception {
        play(glob -> TestReaders.local(kind, List.of(glob.toString())));
    }

    private void play(RunningTail.Readers readers) throws Exception {
        long seed = SEED != null ? SEED : ThreadLocalRandom.current().nextInt(1_000_000);
        List<LateLog> logs = IntStream.range(0, LOGS)
                .mapToObj(number -> new LateLog(root.resolve("log" + number + ".log"), new Random(seed + number)))
                .toList();
        try {
            try (HostReader before = readers.of(Glob.of(root + "/**"))) {
                for (LateLog log : logs) {
                    log.begin(before);
                }
                for (LateLog log : logs) {
                    log.awaitLive();
                    log.stop();
                }
            }
            for (LateLog log : logs) {
                log.rotate();
            }
            try (HostReader after = readers.of(Glob.of(root + "/**"))) {
                for (LateLog log : logs) {
                    log.begin(after);
                }
                for (LateLog log : logs) {
                    log.awaitLive();
                    log.writeLate();
                }
                for (LateLog log : logs) {
                    log.check();
                    log.stop();
                }
            }
        } catch (AssertionError e) {
            throw new AssertionError("-Donetail.seed=" + seed + ": " + e.getMessage(), e);
        } finally {
            for (LateLog log : logs) {
                log.close();
            }
        }
    }

    /** A log, its writers and its tail. */
    private static final class LateLog {
        private final Path file;
        private final Path old;
        private final Random random;
        private final int width; // a file may be too short for a full fingerprint
        private final FakeJournal journal = new FakeJournal(System::currentTimeMillis);
        private OutputStream writer = OutputStream.nullOutputStream();
        private OutputStream next = OutputStream.nullOutputStream();
        private Runnable end = () -> {};
        private BooleanSupplier live = () -> false;
        private int line;

        LateLog(Path file, Random random) {
            this.file = file;
            this.old = file.resolveSibling(file.getFileName() + ".1");
            this.random = random;
            this.width = random.nextBoolean() ? 0 : 300;
        }

        void begin(HostReader reader) throws IOException {
            if (line == 0) {
                writer = open();
                write(writer);
            }
            int states;
            synchronized (journal) {
                states = journal.states.size();
            }
            live = () -> {
                synchronized (journal) {
                    return journal.states.stream()
                            .skip(states)
                            .anyMatch(state -> state.phase().code().equals("live"));
                }
            };
            end = new RunningTail(file, journal, reader)::leave;
        }

        void awaitLive() throws Exception {
            Await.until("live", Duration.ofSeconds(30), live::getAsBoolean);
        }

        void stop() {
            end.run();
            end = () -> {};
        }

        private OutputStream open() throws IOException {
            return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private void write(OutputStream to) throws IOException {
            to.write(String.format("line %03d%s%n", ++line, "x".repeat(width)).getBytes(StandardCharsets.UTF_8));
        }

        void rotate() throws IOException {
            write(writer);
            Files.move(file, old);
            next = open();
            if (random.nextBoolean()) {
                write(next);
            }
        }

        void writeLate() throws Exception {
            for (int i = random.nextInt(3); i >= 0; i--) {
                if (random.nextBoolean()) {
                    write(next);
                }
                write(writer);
            }
            writer.close();
            switch (random.nextInt(3)) {
                case 0 ->
                    assertEquals(
                            0,
                            new ProcessBuilder("gzip", old.toString()).start().waitFor());
                case 1 -> Files.delete(old);
                default -> Files.move(old, file.resolveSibling("saved-" + file.getFileName()));
            }
            write(next);
        }

        void check() throws Exception {
            List<String> written = IntStream.rangeClosed(1, line)
                    .mapToObj(number -> String.format("line %03d", number))
                    .toList();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!shown().equals(written) && System.nanoTime() < until) {
                Thread.sleep(100);
            }
            assertEquals(written, shown(), () -> file + ": " + text());
            assertTrue(!text().contains("[gap"), this::text);
        }

        private String text() {
            synchronized (journal) {
                return Text.of(journal.published);
            }
        }

        private List<String> shown() {
            return Arrays.stream(
                            text().replaceAll("\\[[a-z]+]", "").replace("x", "").split("\n", -1))
                    .filter(one -> !one.isEmpty())
                    .sorted()
                    .toList();
        }

        void close() throws IOException {
            stop();
            writer.close();
            next.close();
        }
    }
}
