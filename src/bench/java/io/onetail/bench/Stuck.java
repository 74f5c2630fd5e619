package io.onetail.bench;

import java.util.List;
import java.util.Map;

/** What reading viewers lose when one viewer in ten stops reading: full load, without and with such viewers. */
final class Stuck implements Figure {
    private static final double SECONDS = 5;
    private static final double RATE = 100_000;

    @Override
    public String name() {
        return "stuck";
    }

    @Override
    public String title() {
        return "One viewer in ten stops reading, full load";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(100);
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer; // the yardstick waits for its slowest viewer
    }

    @Override
    public boolean isEasilyDisturbed() {
        return false;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value(
                        "lossPerCpu",
                        "the readers' loss of bytes per CPU second",
                        "%",
                        100,
                        Target.most("wildfly", -1, 5),
                        Target.most("payara", -1, 5)),
                new Value("loss", "the readers' loss of bytes per second", "%", 100),
                new Value("grown", "growth of the server's memory meanwhile", "MB", 1e-6));
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        int stuck = size / 10;
        double[] alone = load(peer, size - stuck, 0);
        long before = Jvm.memory(peer.pid());
        Watch watch = new Watch(peer);
        double[] with = load(peer, size, stuck);
        Watch.Used used = watch.used();
        return new Outcome(
                Map.of(
                        "lossPerCpu", 1 - with[0] / alone[0],
                        "loss", 1 - with[1] / alone[1],
                        "grown", (double) Jvm.memory(peer.pid()) - before,
                        "wrong", with[2] + alone[2]),
                used);
    }

    /** Bytes per CPU second, bytes per second, and errors. */
    private static double[] load(Peer peer, int viewers, int stuck) throws Exception {
        try (Run run = new Run(peer, viewers, 2, stuck)) {
            Crowd.Seen before = run.crowd.begin();
            Watch watch = new Watch(peer);
            run.writer.steadily(RATE, SECONDS);
            Watch.Used used = watch.used();
            Crowd.Seen seen = run.crowd.seen().since(before);
            return new double[] {seen.delivered() / used.server(), seen.delivered() / used.seconds(), seen.wrong()};
        }
    }
}
