package io.onetail.system.faults;

import io.onetail.testing.Await;
import io.onetail.testing.BuildPaths;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerTrio;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three servers, one Redis, one host: logs are written at 2,000 lines a second in total and viewed while faults happen
 * at random. Afterwards, each viewer must have received each line once and in order, or have been told which are
 * missing.
 *
 * <p>{@code -Donetail.faults.minutes=30} makes it long and draws other faults each time, {@code
 * -Donetail.faults.seed=…} draws the same again, and {@code -Donetail.faults.kinds=SSH_KILL,BURST} only these.
 */
class FaultIT {
    private static final int LOGS = Logrotate.Kind.values().length;
    private static final int RATE = 2_000 / LOGS + 1;
    private static final int VIEWERS = 2 * LOGS;
    private static final int NEEDLESS_PERCENT = 5;
    /** In one directory, with names so similar that one could be mistaken for an older file of another. */
    private static final List<String> NAMES = List.of(
            "app1.log", "app10.log", "app.log", "app-2.log", "app-21.log", "app11.log", "app100.log", "app-web.log");
    /** Makes lines of different logs differ. */
    private static final long LINES_APART = 1_000_000_000;

    private static final long SEED_OF_THE_BUILD = 8388591;

    private final long seed = Long.getLong(
            "onetail.faults.seed",
            System.getProperty("onetail.faults.minutes") == null ? SEED_OF_THE_BUILD : System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);
    private final long begin = System.nanoTime();
    private final EventTrace eventTrace = new EventTrace(5_000, begin);
    private final List<NumberedLog> logs = new ArrayList<>();
    private final List<FaultViewer> viewers = new ArrayList<>();

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS) // each step has a separate one
    void eachViewerHasEachLineOnceAndInOrderOrIsToldWhatIsMissing() throws Exception {
        // small, so that viewers often have to read what they have missed from the file
        Map<String, String> settings =
                Map.of("onetail.relay.recent-bytes", "512KiB", "onetail.redis.stream-bytes", "1MiB");
        try (ServerTrio trio = ServerTrio.start("faults", 3, settings)) {
            try {
                run(trio);
            } catch (Exception | AssertionError e) {
                report(trio, e);
                throw e;
            }
        }
    }

    private void run(ServerTrio trio) throws Exception {
        Duration time = Duration.ofMillis((long) (minutes() * 60_000));
        print("Faults for " + time + " with -Donetail.faults.seed=" + seed);
        for (int i = 0; i < LOGS; i++) {
            logs.add(new NumberedLog(trio.log(NAMES.get(i)), RATE, i * LINES_APART));
        }
        int descriptors = descriptorsAfterAFirstViewer(trio);
        Random servers = new Random(seed + 1);
        for (int i = 0; i < VIEWERS; i++) {
            FaultViewer viewer = new FaultViewer(
                    "viewer " + i,
                    logs.get(i % LOGS),
                    ServerTrio.HOST,
                    () -> trio.base(servers.nextInt(trio.servers().size())),
                    begin);
            viewers.add(viewer);
            viewer.connect();
        }
        Await.until(
                "all views are open",
                Duration.ofSeconds(60),
                () -> viewers.stream().allMatch(FaultViewer::hasOpened));
        logs.forEach(NumberedLog::start);

        Faults faults = new Faults(trio, logs, viewers, eventTrace);
        faults.run(random, kinds(trio), time);

        eventTrace.tell("all faults are over");
        Thread.sleep(5_000);
        logs.forEach(NumberedLog::close);
        eventTrace.tell("writers have ended");
        viewers.forEach(viewer -> await(viewer));
        viewers.forEach(FaultViewer::judge);
        print(summary(faults));
        write(
                "faults-" + seed + ".txt",
                eventTrace.events(),
                viewers.stream()
                        .flatMap(viewer -> viewer.holes().stream())
                        .sorted()
                        .toList());
        List<String> wrong = viewers.stream()
                .flatMap(viewer -> Stream.concat(viewer.wrong().stream(), needless(viewer))
                        .map(what -> viewer.name() + ": " + what))
                .toList();
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n", wrong));
        }
        viewers.forEach(FaultViewer::close);
        trio.awaitNothingLeft();
        for (ServerProcess server : trio.servers()) {
            Await.until(
                    "server " + server.pid() + " has no more than " + descriptors + " + 20 descriptors open",
                    Duration.ofSeconds(30),
                    () -> server.openDescriptors() <= descriptors + 20);
        }
    }

    /** The maximum that an idle server has open after everything in it has been used. */
    private int descriptorsAfterAFirstViewer(ServerTrio trio) throws Exception {
        int most = 0;
        for (int i = 0; i < trio.servers().size(); i++) {
            try (LiveClient viewer = LiveClient.connect(trio.base(i))
                    .view(ServerTrio.HOST, logs.get(0).file().toString(), 10)) {
                viewer.awaitType("opened");
            }
        }
        trio.awaitNothingLeft();
        for (ServerProcess server : trio.servers()) {
            most = Math.max(most, server.openDescriptors());
        }
        return most;
    }

    /**
     * An announced gap is allowed only where the bytes are in no file any more, or the viewer was slow; and for a small
     * part of the log whose position is not remembered, because Redis has lost its data, the host was not reachable and
     * the log was rotated, all at once.
     */
    private Stream<String> needless(FaultViewer viewer) {
        long needless = viewer.needless();
        long most = viewer.log().length() * NEEDLESS_PERCENT / 100;
        return needless <= most
                ? Stream.empty()
                : Stream.of("gaps of " + needless + " bytes although the files had everything: " + viewer.gaps() + ", "
                        + viewer.holes());
    }

    private static void await(FaultViewer viewer) {
        try {
            Await.until(
                    viewer.name() + " has all",
                    Duration.ofSeconds(90),
                    () -> viewer.has(viewer.log().end()));
        } catch (AssertionError e) {
            throw new AssertionError(viewer.place(), e);
        }
    }

    private static double minutes() {
        String given = System.getProperty("onetail.faults.minutes");
        if (given != null) {
            return Double.parseDouble(given);
        }
        return ServerKind.current() == ServerKind.WILDFLY ? 3 : 1;
    }

    private static Set<Fault.Kind> kinds(ServerTrio trio) {
        String given = System.getProperty("onetail.faults.kinds");
        Set<Fault.Kind> kinds = given == null
                ? Fault.Kind.usual()
                : Arrays.stream(given.split(","))
                        .map(Fault.Kind::valueOf)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.Kind.class)));
        if (trio.ssh().limits() == null && kinds.removeIf(Fault.Kind::limited)) {
            print("This machine does not allow a control group or mount for the host: faults that need"
                    + " them are left out.");
        }
        return kinds;
    }

    private String summary(Faults faults) {
        Map<String, Integer> seen = new TreeMap<>();
        Map<String, Long> gaps = new TreeMap<>();
        for (FaultViewer viewer : viewers) {
            viewer.counts().forEach((what, count) -> seen.merge(what, count, Integer::sum));
            viewer.gaps().forEach((what, bytes) -> gaps.merge(what, bytes, Long::sum));
        }
        long bytes = viewers.stream().mapToLong(viewer -> viewer.log().length()).sum();
        return "seed " + seed + "\nlines written "
                + logs.stream().mapToLong(NumberedLog::lines).sum() + "\nfaults "
                + faults.counts() + "\nviewers' events " + seen + "\nbytes that viewers should have " + bytes
                + "\nof these in announced gaps or lost by logrotate " + gaps + "\nneedless gaps, bytes "
                + viewers.stream().mapToLong(FaultViewer::needless).sum();
    }

    private void report(ServerTrio trio, Throwable failure) throws IOException {
        StringBuilder report = new StringBuilder();
        report.append("seed ").append(seed).append("\n").append(failure).append("\n\nThe faults:\n");
        eventTrace.events().forEach(event -> report.append(event).append("\n"));
        int detailed = 0;
        for (FaultViewer viewer : viewers) {
            report.append("\n").append(viewer.place()).append("\n");
            viewer.wrong().forEach(what -> report.append("  ").append(what).append("\n"));
            if (!viewer.wrong().isEmpty() || !viewer.has(viewer.log().end())) {
                detailed++;
            }
            if (detailed > 0 && detailed <= 3) {
                (viewer.wrong().isEmpty() ? viewer.events() : viewer.eventsBeforeTheFirstWrong())
                        .forEach(event -> report.append("    ").append(event).append("\n"));
            }
        }
        for (NumberedLog log : logs) {
            report.append("\n")
                    .append(log.file())
                    .append(" lost by logrotate: ")
                    .append(log.losses())
                    .append("\n");
            report.append("  generations: ").append(log.generations()).append("\n");
        }
        for (ServerProcess server : trio.servers()) {
            report.append("\n").append(server.log()).append("\n");
            List<String> lines = Files.readAllLines(server.log());
            lines.subList(Math.max(0, lines.size() - 150), lines.size())
                    .forEach(line -> report.append("  ").append(line).append("\n"));
        }
        Files.createDirectories(BuildPaths.work());
        var file = BuildPaths.work().resolve("faults-report-" + seed + ".txt");
        Files.writeString(file, report);
        print("FAILED with seed " + seed + "; the whole story is in " + file + "\n"
                + report.substring(0, Math.min(report.length(), 20_000)));
    }

    /** What has happened, to explain a gap. */
    private static void write(String name, List<String> faults, List<String> gaps) throws IOException {
        List<String> all = new ArrayList<>(faults);
        all.addAll(gaps);
        Files.createDirectories(BuildPaths.work());
        Files.write(BuildPaths.work().resolve(name), all.stream().sorted().toList());
    }

    @SuppressWarnings("SystemOut")
    private static void print(String text) {
        System.out.println(text);
    }
}
