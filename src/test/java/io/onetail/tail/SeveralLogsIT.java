package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.ReaderKind;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import io.onetail.tail.local.LocalHostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.testing.FakeJournal;
import io.onetail.testing.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several logs with similar names in one directory, on a real file system, each rotated in its own way while nothing reads them: no log
 * gets a line of another one, and where names show which file belongs to which log, none is missing.
 */
class SeveralLogsIT {
    private static final int SEEDS = Integer.getInteger("onetail.seeds", 60);
    private static final int MOST_ROTATIONS = 40;
    /** Longer than the fingerprint by which files are distinguished, and the same in all of them. */
    private static final String BANNER = "banner " + "=".repeat(FileId.PRINT) + "\n";

    private static final List<List<String>> NAMES = List.of(
            List.of("app1.log", "app10.log", "app.log", "app11.log"),
            List.of("node1", "node10", "node", "node1.1"),
            List.of("worker.log", "worker-2.log", "worker-21.log", "worker-2-1.log"),
            List.of("a.log", "a.log.b", "a.log.b.1", "a"),
            List.of("app.log", "app.log-old-other", "app-web.log", "app.log.bak-of-other"),
            List.of("access.log", "access.log_ssl", "access_ssl.log", "access.log.json"),
            List.of("app.log", "app-2026.log", "app-20.log", "app.2026-01.log"),
            List.of("x.0", "x.1", "x.10", "x"));

    private enum Way {
        /** logrotate: 1 is the newest. */
        DOWN(true),
        DOWN_PACKED(true),
        COPY(true),
        /** log4j2: 1 is the oldest. */
        UP(true),
        DATE(true),
        /** The old file is deleted. */
        DELETE(false),
        /** As {@code app-1.log}, which may also be another log. */
        UP_INSIDE(false),
        DATE_INSIDE(false);

        private final boolean certain;

        Way(boolean certain) {
            this.certain = certain;
        }
    }

    private final class Log {
        final String name;
        final Way way;
        final FakeJournal journal = new FakeJournal(System::currentTimeMillis);
        int lines;
        int rotations;
        boolean kept = true;

        Log(String name, Way way) {
            this.name = name;
            this.way = way;
        }

        Path file() {
            return directory.resolve(name);
        }

        void write(int count) {
            try {
                StringBuilder text = new StringBuilder();
                if (banner && (!Files.exists(file()) || Files.size(file()) == 0)) {
                    text.append(BANNER);
                }
                for (int i = 0; i < count; i++) {
                    text.append(++lines).append(" of <").append(name).append(">\n");
                }
                Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                touch(file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void rotate() throws IOException {
            if (isInTheWay()) {
                return;
            }
            rotations++;
            Path next = rotated();
            switch (way) {
                case COPY -> {
                    Files.copy(file(), next, StandardCopyOption.REPLACE_EXISTING);
                    touch(next);
                    Files.newOutputStream(file(), StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                }
                case DOWN_PACKED -> {
                    FileTime modified = Files.getLastModifiedTime(file());
                    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(next))) {
                        Files.copy(file(), out);
                    }
                    Files.setLastModifiedTime(next, modified);
                    Files.delete(file());
                }
                case DELETE -> {
                    Files.delete(file());
                    kept = false;
                }
                default -> Files.move(file(), next);
            }
            write(random.nextInt(3) + (way == Way.COPY ? 1 : 0));
        }

        private Path rotated() throws IOException {
            return switch (way) {
                case DOWN, COPY -> shift("");
                case DOWN_PACKED -> shift(".gz");
                default -> directory.resolve(name(rotations));
            };
        }

        private String name(int number) {
            int dot = name.matches(".*[.][a-z]+") ? name.lastIndexOf('.') : 0;
            String stem = dot > 0 ? name.substring(0, dot) : name;
            String ending = dot > 0 ? name.substring(dot) : "";
            LocalDate date = LocalDate.of(2026, 1, 1).plusDays(number);
            return switch (way) {
                case DOWN, COPY, UP -> name + "." + number;
                case DOWN_PACKED -> name + "." + number + ".gz";
                case DATE -> name + "-" + date;
                case UP_INSIDE -> stem + "-" + number + ending;
                case DATE_INSIDE -> stem + "-" + date + ending;
                case DELETE -> name;
            };
        }

        private Path shift(String packed) throws IOException {
            for (int i = rotations; i > 0; i--) {
                Path from = directory.resolve(name + "." + i + packed);
                if (Files.exists(from)) {
                    Files.move(from, directory.resolve(name + "." + (i + 1) + packed));
                }
            }
            return directory.resolve(name + ".1" + packed);
        }

        /** Whether another log has, or would create, a file name that this log would create, so that nobody would rotate it that way. */
        private boolean isInTheWay() {
            Set<String> own = made();
            return logs.stream()
                    .filter(log -> log != this)
                    .anyMatch(log -> own.contains(log.name) || !Collections.disjoint(own, log.made()));
        }

        private Set<String> made() {
            return IntStream.range(1, MOST_ROTATIONS).mapToObj(this::name).collect(Collectors.toSet());
        }
    }

    @TempDir
    private Path root;

    private Path directory;
    private Random random = new Random();
    private boolean banner;
    private List<Log> logs = List.of();
    private long ticks;
    private List<String> globs = List.of();
    private @Nullable HostReader reader;

    /** What reads a host's files. Each must be able to read the older files of a log, even if its globs do not match their names. */
    private interface Readers {
        HostReader of(List<String> globs);
    }

    private static HostReader local(List<String> globs) {
        List<Glob> all = globs.stream().map(Glob::of).toList();
        return new LocalHostReader(
                "here", false, path -> all.stream().anyMatch(glob -> glob.matches(path)), Thread::new);
    }

    @Test
    void noLogOfThisMachineGetsALineOfAnotherAndNoneIsMissingWhereNamesTell() throws Exception {
        play(SeveralLogsIT::local);
    }

    @ParameterizedTest
    @EnumSource(names = {"PERL", "PYTHON"})
    void noLogOfAHostGetsALineOfAnotherAndNoneIsMissingWhereNamesTell(ReaderKind kind) throws Exception {
        play(globs -> TestReaders.local(kind, globs));
    }

    private void play(Readers readers) throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                play(seed, readers);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", "
                                + logs.stream()
                                        .map(log -> log.name + " " + log.way)
                                        .toList(),
                        e);
            }
        }
    }

    private void play(int seed, Readers readers) throws Exception {
        random = new Random(seed);
        directory = Files.createDirectory(root.resolve("seed-" + seed));
        banner = random.nextInt(4) == 0;
        logs = names().stream()
                .map(name -> new Log(name, Way.values()[random.nextInt(Way.values().length)]))
                .toList();
        globs = random.nextBoolean()
                ? List.of(directory + "/**")
                : logs.stream().map(log -> Glob.escaped(log.file().toString())).toList();
        try (HostReader made = readers.of(globs)) {
            reader = made;
            play();
        }
    }

    private void play() throws Exception {
        logs.forEach(log -> log.write(1 + random.nextInt(3)));
        for (Log log : logs) {
            read(log);
        }
        for (int i = 10 + random.nextInt(20); i > 0; i--) {
            Log log = logs.get(random.nextInt(logs.size()));
            if (random.nextBoolean() || !Files.exists(log.file())) {
                log.write(random.nextInt(3));
            } else {
                log.rotate();
            }
        }
        for (Log log : logs) {
            log.write(1);
        }
        for (Log log : logs) {
            check(log, read(log));
        }
    }

    /** Some names as people use them, or some that are made of few parts so that they collide. */
    private List<String> names() {
        if (random.nextBoolean()) {
            return NAMES.get(random.nextInt(NAMES.size()));
        }
        List<String> parts =
                List.of("app", "app", "1", "10", "2026", ".1", "-1", "_2", "-web", ".log", ".log", ".json");
        List<String> names = new ArrayList<>();
        while (names.size() < 4) {
            StringBuilder name = new StringBuilder("app");
            for (int i = random.nextInt(4); i > 0; i--) {
                name.append(parts.get(random.nextInt(parts.size())));
            }
            if (!names.contains(name.toString())) {
                names.add(name.toString());
            }
        }
        return names;
    }

    /** No two files have the same time, but many have it within the same second. */
    private void touch(Path file) throws IOException {
        ticks += random.nextInt(4) == 0 ? 700_000_000 : 1_000;
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.ofEpochSecond(1_700_000_000).plusNanos(ticks)));
    }

    /** Runs a tail until it has the last line that was written; returns everything that the log's viewers have received. */
    private String read(Log log) throws InterruptedException {
        LogId id = new LogId("here", log.file().toString());
        String last = log.lines + " of <" + log.name + ">\n";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Semaphore woken = new Semaphore(0);
        Tail tail = new Tail(id, context(log), woken::release);
        for (long next = tail.turn(); next != Tail.OVER; next = tail.turn()) {
            if (Text.of(log.journal.published).endsWith(last) || System.nanoTime() > end) {
                tail.stop();
            }
            if (woken.tryAcquire(next, TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        }
        return Text.of(log.journal.published);
    }

    private TailContext context(Log log) {
        Host host = new Host("here", null, Map.of(), null, globs, Map.of(), StandardCharsets.UTF_8, Map.of(), false);
        TailContext.LogMemory memory = new TailContext.LogMemory() {
            @Override
            public LogTip last(LogId id) {
                return null;
            }

            @Override
            public boolean isAwaited(LogId id) {
                return true;
            }
        };
        return new TailContext(
                "me",
                TailSettings.DEFAULT,
                log.journal,
                name -> Objects.requireNonNull(reader),
                () -> new Catalog(List.of(host), List.of()),
                memory,
                Clock.systemUTC(),
                System::nanoTime,
                () -> 0);
    }

    private void check(Log log, String text) {
        boolean gap = text.contains("[gap");
        int due = 1;
        for (String piece : text.replace(BANNER, "").split("\\[gap[ 0-9]*]", -1)) {
            Matcher line = Pattern.compile("([0-9]+) of <([^>]+)>\n").matcher(piece.replaceAll("\\[[a-z]+]", ""));
            int first = due;
            boolean begun = false;
            while (line.find()) {
                int number = Integer.parseInt(line.group(1));
                assertEquals(log.name, line.group(2), () -> "a line of another log in " + log.name + ":\n" + text);
                assertTrue(begun ? number == due : number >= first, () -> number + " in " + log.name + ":\n" + text);
                begun = true;
                due = number + 1;
            }
        }
        assertEquals(log.lines + 1, due, () -> "the last line of " + log.name + ":\n" + text + files());
        // A log that is named like an older file of this one is not distinguished from it.
        boolean told = logs.stream()
                .map(other -> other.name)
                .noneMatch(name -> RotationNames.of(log.name).origin(name) != null
                        || RotationNames.origins(name).stream()
                                .anyMatch(origin -> RotationNames.of(log.name).origin(origin.log()) != null));
        if (log.way.certain && log.kept && told) {
            assertTrue(!gap, () -> "a gap in " + log.name + " although all of its files exist:\n" + text + files());
        } else if (!gap) {
            String kept = text.replace(BANNER, "").replaceAll("\\[[a-z]+]", "");
            assertEquals(
                    log.lines,
                    kept.lines().count(),
                    () -> "lost without a mark in " + log.name + ":\n" + text + files());
        }
    }

    private String files() {
        try (var files = Files.list(directory)) {
            return "\n"
                    + String.join(
                            "\n",
                            files.map(file -> file.getFileName().toString())
                                    .sorted()
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
