package io.onetail.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The highest rate at which every viewer gets every line: none is skipped, the last one comes at most 1.2 s after it was written, and 99 % of
 * the latencies are at most 1.5 s. Found by doubling and halving until 12 % are left; the next round begins where the last one ended.
 */
final class Rate implements Figure {
    private static final double SECONDS = 3;
    private static final double MOST_BEHIND_SECONDS = 1.2;
    private static final double MOST_P99_MILLIS = 1_500;
    private static final double MOST = 3e6;
    private static final double CLOSE = 1.12;
    private static final int TRIALS = 12;

    private final Map<String, Double> known = new HashMap<>();

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public String title() {
        return "Highest rate without loss";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(1, 100, 500);
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value(
                        "linesPerSecond",
                        "lines/s",
                        "",
                        1,
                        Target.share("wildfly", 1, 0.30),
                        Target.share("payara", 1, 0.15),
                        Target.share("wildfly", -1, 0.50),
                        Target.share("payara", -1, 0.12)),
                new Value("p50", "p50 there", "ms", 1),
                new Value("p99", "p99 there", "ms", 1),
                new Value("serverCores", "cores used by the server there", "", 1),
                new Value("bytesPerCpuSecond", "delivered per CPU second there", "MB", 1e-6));
    }

    private record Trial(boolean good, double p50, double p99, double bytes, long wrong, Watch.Used used) {}

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        String key = peer.name() + size;
        try (Run run = new Run(peer, size, Math.min(size, 10), 0)) {
            double rate = known.getOrDefault(key, size == 1 ? 400_000 : 4e6 / size);
            double step = known.containsKey(key) ? 1.3 : 2;
            double good = 0;
            double bad = Double.POSITIVE_INFINITY;
            Trial best = null;
            for (int i = 0; i < TRIALS && good < MOST && bad / Math.max(good, 1) > CLOSE; i++) {
                Trial trial = trial(peer, run, rate);
                if (trial.good) {
                    good = rate;
                    best = trial;
                } else {
                    bad = rate;
                    run.crowd.await(run.writer.end(), 30);
                }
                rate = bad == Double.POSITIVE_INFINITY
                        ? Math.min(MOST, good * step)
                        : good == 0 ? bad / step : Math.sqrt(good * bad);
            }
            if (best == null) {
                throw new IllegalStateException(peer.name() + " has no rate without loss: " + run.crowd.seen());
            }
            known.merge(key, good, Math::max);
            return new Outcome(
                    Map.of(
                            "linesPerSecond",
                            good,
                            "p50",
                            best.p50,
                            "p99",
                            best.p99,
                            "serverCores",
                            best.used.server() / best.used.seconds(),
                            "helperCores",
                            best.used.helpers() / best.used.seconds(),
                            "loadCores",
                            best.used.load() / best.used.seconds(),
                            "bytesPerCpuSecond",
                            best.bytes / best.used.server(),
                            "wrong",
                            (double) best.wrong),
                    best.used);
        }
    }

    /** A disturbed failure is tried again, twice. */
    private static Trial trial(Peer peer, Run run, double rate) throws Exception {
        Trial trial = once(peer, run, rate);
        for (int again = 0; again < 2 && !trial.good && trial.used.disturbed(); again++) {
            run.crowd.await(run.writer.end(), 30);
            Watch.quiet(15);
            trial = once(peer, run, rate);
        }
        return trial;
    }

    private static Trial once(Peer peer, Run run, double rate) throws Exception {
        Watch.quiet(4);
        Crowd.Seen before = run.crowd.begin();
        Watch watch = new Watch(peer);
        double reached = run.writer.steadily(rate, SECONDS);
        boolean all = run.crowd.await(run.writer.end(), MOST_BEHIND_SECONDS) >= 0;
        Watch.Used used = watch.used();
        Crowd.Seen seen = run.crowd.seen().since(before);
        double p99 = run.crowd.latency(0.99);
        boolean good = all && seen.skipped() == 0 && reached >= 0.95 * rate && p99 <= MOST_P99_MILLIS;
        return new Trial(good, run.crowd.latency(0.50), p99, seen.delivered(), seen.wrong(), used);
    }
}
