package io.onetail.bench;

import java.util.List;
import java.util.Map;

/** Bytes that a server delivers in a second of its CPU time when everything is written at once. */
final class Flood implements Figure {
    private static final int BURSTS = 3;
    private static final long DELIVERIES = 20_000_000; // lines times viewers in a burst

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String title() {
        return "Flat out: bytes delivered per CPU second of the server";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(100, 500);
    }

    @Override
    public boolean isEasilyDisturbed() {
        return false;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value(
                        "bytesPerCpuSecond",
                        "delivered per CPU second",
                        "MB",
                        1e-6,
                        Target.share("wildfly", -1, 0.60),
                        Target.share("payara", -1, 0.15)),
                new Value("bytesPerSecond", "delivered per second", "MB", 1e-6),
                new Value("skipped", "skipped by an announced gap", "%", 100),
                new Value("frameBytes", "mean frame", "KB", 1e-3));
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        try (Run run = new Run(peer, size, 2, 0)) {
            Crowd.Seen before = run.crowd.begin();
            Watch watch = new Watch(peer);
            for (int i = 0; i < BURSTS; i++) {
                run.writer.flood(DELIVERIES / size);
                if (run.crowd.await(run.writer.end(), 60) < 0) {
                    throw new IllegalStateException(peer.name() + " did not deliver a burst: " + run.crowd.seen());
                }
            }
            Watch.Used used = watch.used();
            Crowd.Seen seen = run.crowd.seen().since(before);
            return new Outcome(
                    Map.of(
                            "bytesPerCpuSecond", seen.delivered() / used.server(),
                            "bytesPerSecond", seen.delivered() / used.seconds(),
                            "skipped", (double) seen.skipped() / (seen.delivered() + seen.skipped()),
                            "frameBytes", (double) seen.delivered() / seen.frames(),
                            "wrong", (double) seen.wrong()),
                    used);
        }
    }
}
