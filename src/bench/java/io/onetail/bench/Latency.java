package io.onetail.bench;

import java.util.List;
import java.util.Map;

/**
 * The time from just before a line is written until a viewer's read has returned, at 200 lines/s, for every line and
 * viewer.
 */
final class Latency implements Figure {
    private static final double RATE = 200;
    private static final double SECONDS = 6;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String title() {
        return "Latency from append to a viewer's socket, 200 lines/s";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(100, 500);
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value(
                        "p50",
                        "p50",
                        "ms",
                        1,
                        Target.most("wildfly", 100, 4),
                        Target.most("payara", 100, 5),
                        Target.most("wildfly", 500, 10),
                        Target.most("payara", 500, 20)),
                new Value(
                        "p99",
                        "p99",
                        "ms",
                        1,
                        Target.most("wildfly", 100, 20),
                        Target.most("payara", 100, 30),
                        Target.most("wildfly", 500, 40),
                        Target.most("payara", 500, 60)),
                new Value("max", "longest", "ms", 1),
                new Value("cores", "cores used by the server", "", 1));
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        try (Run run = new Run(peer, size, size, 0)) {
            Watch.quiet(5);
            Crowd.Seen before = run.crowd.begin();
            Watch watch = new Watch(peer);
            run.writer.steadily(RATE, SECONDS);
            boolean all = run.crowd.await(run.writer.end(), 10) >= 0;
            Watch.Used used = watch.used();
            Crowd.Seen seen = run.crowd.seen().since(before);
            if (!all || seen.skipped() > 0) {
                throw new IllegalStateException(peer.name() + " lost lines at 200 lines/s: " + seen);
            }
            return new Outcome(
                    Map.of(
                            "p50", run.crowd.latency(0.50),
                            "p99", run.crowd.latency(0.99),
                            "max", run.crowd.latency(1),
                            "cores", used.server() / used.seconds(),
                            "wrong", (double) seen.wrong()),
                    used);
        }
    }
}
