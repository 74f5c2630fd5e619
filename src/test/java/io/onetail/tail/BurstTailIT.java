package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Glob;
import io.onetail.catalog.ReaderKind;
import io.onetail.protocol.LogEntry;
import io.onetail.tail.local.LocalHostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.testing.FakeJournal;
import io.onetail.testing.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bursts of rotations as a log's viewers see them, while the reader is stopped now and then or the store is slow: no line is missing
 * without a gap in its place, none comes twice, and all are in order. {@code -Donetail.seed=N} repeats one run, {@code -Donetail.bursts=N}
 * makes N of each.
 */
class BurstTailIT {
    private static final int BURSTS = Integer.getInteger("onetail.bursts", 6);
    private static final Long SEED = Long.getLong("onetail.seed");
    private static final int MOST_KEPT = 6;

    private enum Way {
        /** The file is copied, then cut; its writer appends. 1 is the newest. */
        COPY,
        /** 1 is the newest, and only the newest are kept. */
        DOWN,
        /** 1 is the oldest. */
        UP
    }

    @TempDir
    private Path root;

    private Random random = new Random();
    private int line;
    private int size;
    private int rotations;

    @Test
    void noLineOfThisMachineIsMissingSilentlyOrComesTwice() throws Exception {
        play(glob -> new LocalHostReader("here", false, glob::matches, Thread::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"PERL", "PYTHON"})
    void noLineOfAHostIsMissingSilentlyOrComesTwice(ReaderKind kind) throws Exception {
        play(glob -> TestReaders.local(kind, List.of(glob.toString())));
    }

    private void play(RunningTail.Readers readers) throws Exception {
        for (int i = 0; i < BURSTS; i++) {
            long seed = SEED != null ? SEED : ThreadLocalRandom.current().nextInt(1_000_000);
            random = new Random(seed);
            Way way = Way.values()[i % Way.values().length];
            Path file = Files.createDirectory(root.resolve(i + "-" + seed)).resolve("app.log");
            try (HostReader reader = readers.of(Glob.of(file.getParent() + "/**"))) {
                play(reader, file, way);
            } catch (AssertionError e) {
                throw new AssertionError(way + ", -Donetail.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void play(HostReader reader, Path file, Way way) throws Exception {
        line = 0;
        size = random.nextBoolean() ? 200 : 3000; // with 3000, credit is scarce
        rotations = 0;
        FakeJournal journal = new FakeJournal(System::currentTimeMillis);
        AtomicInteger slow = new AtomicInteger();
        journal.onCall = () -> sleep(slow.get());
        write(file);
        RunningTail tail = new RunningTail(file, journal, reader);
        try {
            await(journal);
            for (int burst = way == Way.COPY ? 12 : 2; burst > 0; burst--) {
                for (int left = way == Way.COPY ? 2 + random.nextInt(5) : 20 + random.nextInt(280); left > 0; left--) {
                    rotate(file, way);
                    write(file);
                    if (way == Way.COPY) {
                        sleep(random.nextInt(3) == 0 ? 0 : random.nextInt(50));
                    }
                    switch (random.nextInt(40)) {
                        case 0 -> stopReaders(random.nextInt(300));
                        case 1 -> sleep(random.nextInt(20));
                        case 2 -> slow.set(random.nextBoolean() ? 0 : random.nextInt(60));
                        default -> {}
                    }
                }
                slow.set(0);
                await(journal);
            }
        } finally {
            tail.stop();
        }
        check(newest(journal, Integer.MAX_VALUE));
    }

    private void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append(++line)
                    .append(" of ")
                    .append(file.getFileName())
                    .append("x".repeat(random.nextInt(size)))
                    .append('\n');
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate(Path file, Way way) throws IOException {
        rotations++;
        if (way == Way.UP) {
            Files.move(file, older(file, rotations));
            return;
        }
        int last = way == Way.COPY ? 1 : 0;
        for (int i = Math.min(rotations, MOST_KEPT); i > last; i--) {
            Path from = i == 1 ? file : older(file, i - 1);
            Files.move(from, older(file, i), StandardCopyOption.REPLACE_EXISTING);
        }
        if (way == Way.COPY) {
            Files.copy(file, older(file, 1));
            sleep(random.nextInt(4) == 0 ? random.nextInt(30) : 0);
            Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        }
    }

    private static Path older(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** Stops the readers of this process for a while. */
    private static void stopReaders(int millis) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-STOP"));
        ProcessHandle.current().children().forEach(child -> command.add(String.valueOf(child.pid())));
        if (command.size() > 2) {
            new ProcessBuilder(command).start().waitFor();
            command.set(1, "-CONT");
            Thread waking = new Thread(() -> {
                sleep(millis);
                try {
                    new ProcessBuilder(command).start().waitFor();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            waking.start();
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the last line has come. */
    private void await(FakeJournal journal) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!newest(journal, 500).contains("\n" + line + " of ")) {
            assertTrue(
                    System.nanoTime() < end,
                    () -> "line " + line + " has not come:\n" + shortened(newest(journal, 100_000)));
            Thread.sleep(50);
        }
    }

    private static String newest(FakeJournal journal, int entries) {
        synchronized (journal) {
            List<LogEntry> all = journal.published;
            return "\n"
                    + Text.of(all.subList(Math.max(0, all.size() - entries), all.size()))
                            .replace("]", "]\n");
        }
    }

    private void check(String text) {
        int due = 1;
        for (String piece : text.split("\\[gap[ 0-9]*]", -1)) {
            boolean begun = false;
            for (String one : piece.replaceAll("\\[[a-z]+]", "").split("\n", -1)) {
                if (one.isEmpty()) {
                    continue;
                }
                int number = Integer.parseInt(one.substring(0, one.indexOf(' ')));
                boolean right = begun ? number == due : number >= due;
                int expected = due;
                assertTrue(right, () -> "line " + number + " where " + expected + " was due:\n" + shortened(text));
                begun = true;
                due = number + 1;
            }
        }
        assertEquals(line + 1, due, "the last line");
    }

    /** The text in a form that shows where it goes wrong. */
    private static String shortened(String text) {
        return text.replaceAll(" of [^\n]*\n", " ");
    }
}
