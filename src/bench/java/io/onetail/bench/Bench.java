package io.onetail.bench;

import io.onetail.testing.ServerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs the benchmark. System properties select what: {@code onetail.bench.figures}, {@code .peers}, {@code .rounds},
 * {@code .attempts} (for a disturbed round), {@code .warm-up} and {@code .page-seconds} (seconds), {@code .jvm}
 * (options of the servers' JVMs), {@code .set.KEY} (the setting {@code onetail.KEY}); {@code onetail.bench.dir} is the
 * directory for the results.
 */
public final class Bench {
    private static final List<Figure> FIGURES = List.of(
            new Flood(),
            new Rate(),
            new Latency(),
            new Stuck(),
            new IngestFigure(),
            new Idle(),
            new OneHost(),
            new ManyTails(),
            new PageFlood());
    private static final int ATTEMPTS = Integer.getInteger("onetail.bench.attempts", 3);
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("onetail.bench.warm-up", 20));

    private final Deque<Peer> started = new ArrayDeque<>();

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Bench bench = new Bench();
        int status = 1;
        try {
            bench.run();
            status = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            bench.started.forEach(Peer::close);
        }
        System.exit(status); // ends threads that the servers' clients have left running
    }

    private void run() throws Exception {
        Path directory = Files.createDirectories(Path.of(System.getProperty("onetail.bench.dir", "target/bench")));
        Files.writeString(directory.resolve("classpath"), System.getProperty("java.class.path")); // for serve.sh
        List<String> wanted = list("figures", "flood,latency,rate,stuck,intake,idle,host,tails,page");
        List<Figure> figures = FIGURES.stream()
                .filter(figure -> wanted.contains(figure.name()))
                .toList();
        int rounds = Integer.getInteger("onetail.bench.rounds", 3);
        List<Integer> sizes = list("viewers", "").stream().map(Integer::valueOf).toList();
        for (String name : list("peers", "wildfly,payara,limit")) {
            System.out.println("Starting " + name);
            started.add(start(name));
        }
        Results results = new Results(directory.resolve("rounds.jsonl"));
        Report report =
                new Report(directory, results, started.stream().map(Peer::name).toList());
        warmUp();
        for (Figure figure : figures) {
            for (int round = 1; round <= figure.rounds(rounds); round++) {
                for (int size : figure.sizes()) {
                    for (Peer peer : started) {
                        if (figure.fits(peer) && (sizes.isEmpty() || sizes.contains(size))) {
                            measure(figure, peer, size, round, results);
                        }
                    }
                }
                report.write(figures);
            }
        }
        System.out.println("The table is in " + directory.resolve("benchmark.md"));
    }

    private static Peer start(String name) throws Exception {
        return name.equals("limit")
                ? LimitPeer.start()
                : OnetailPeer.start(ServerKind.valueOf(name.toUpperCase(Locale.ROOT)), list("jvm", ""));
    }

    /** Warms up: compilers need some work first. */
    private void warmUp() throws Exception {
        Flood flood = new Flood();
        for (Peer peer : started) {
            long end = System.nanoTime() + WARM_UP_NANOS;
            while (System.nanoTime() < end) {
                flood.round(peer, 100);
            }
        }
    }

    private static void measure(Figure figure, Peer peer, int size, int round, Results results) throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (figure.isEasilyDisturbed()) {
                Watch.quiet(20);
            }
            Figure.Outcome outcome;
            try {
                outcome = figure.round(peer, size);
            } catch (IllegalStateException e) {
                System.out.println("A round failed: " + e.getMessage());
                continue;
            }
            boolean counts = !figure.isEasilyDisturbed() || !outcome.used().disturbed() || attempt == ATTEMPTS;
            results.add(new Results.Row(figure.name(), peer.name(), size, round, outcome), counts);
            if (counts) {
                return;
            }
        }
    }

    private static List<String> list(String property, String fallback) {
        String value = System.getProperty("onetail.bench." + property, "");
        return new ArrayList<>(Arrays.stream((value.isEmpty() ? fallback : value).split("[, ]+"))
                .filter(item -> !item.isEmpty())
                .toList());
    }
}
