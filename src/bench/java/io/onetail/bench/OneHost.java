package io.onetail.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A hundred logs of one host with a viewer each: what runs on the host when they are quiet, and how long it takes until
 * all are back after the host's connections are cut.
 */
final class OneHost implements Figure {
    private static final double QUIET_SECONDS = 20;
    private static final int CUTS = 3;
    private static final double RATE = 10;
    private static final double MOST_SECONDS = 120;
    /** Delay of the login shell before it runs a command. */
    private static final String SLOW = "sleep 0.2\n";

    @Override
    public String name() {
        return "host";
    }

    @Override
    public String title() {
        return "A hundred logs of one host: its reader, and its connections cut";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(100);
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value("back", "all cut, slow login shell: until all are back", "s", 1, most(3)),
                new Value("lost", "lines lost meanwhile", "", 1, most(0)),
                new Value("processes", "processes on the host", "", 1, most(1)),
                new Value("readerMemory", "their memory", "MB", 1e-6, most(20)),
                new Value("readerCpu", "their CPU time, quiet", "%", 100, most(0.2)),
                new Value("quietCpu", "the server's CPU time, quiet", "%", 100));
    }

    private static Target[] most(double most) {
        return new Target[] {Target.most("wildfly", -1, most), Target.most("payara", -1, most)};
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        OnetailPeer onetail = (OnetailPeer) peer;
        Path startUp = onetail.ssh().directory().resolve(".bashrc");
        try (LiveLogs logs = new LiveLogs(peer, size)) {
            logs.write(RATE);
            Thread.sleep(2_000);
            settle(logs);
            Thread.sleep(2_000);
            List<Long> processes =
                    onetail.ssh().processes("").stream().map(ProcessHandle::pid).toList();
            double reader = cpu(processes);
            Watch watch = new Watch(peer);
            Thread.sleep((long) (QUIET_SECONDS * 1000));
            Watch.Used used = watch.used();
            reader = cpu(processes) - reader;
            double memory = processes.stream().mapToDouble(Proc::memory).sum();

            Crowd.Seen before = logs.crowd.begin();
            Files.writeString(startUp, SLOW);
            double back = 0;
            for (int i = 0; i < CUTS; i++) {
                back = Math.max(back, cut(onetail, logs));
            }
            Crowd.Seen seen = logs.crowd.seen().since(before);
            return new Outcome(
                    Map.of(
                            "back",
                            back,
                            "lost",
                            (double) seen.skipped() / LogLine.LENGTH,
                            "processes",
                            (double) processes.size(),
                            "readerMemory",
                            memory,
                            "readerCpu",
                            reader / used.seconds(),
                            "quietCpu",
                            used.server() / used.seconds(),
                            "wrong",
                            (double) seen.wrong()),
                    used);
        } finally {
            Files.deleteIfExists(startUp);
        }
    }

    private static double cpu(List<Long> processes) {
        return processes.stream().mapToDouble(Proc::exactCpu).sum();
    }

    /** Seconds until each viewer has a line that was written after the cut. */
    private static double cut(OnetailPeer peer, LiveLogs logs) throws Exception {
        logs.write(RATE);
        Thread.sleep(1_000);
        long begin = System.nanoTime();
        peer.ssh().killConnections();
        long back = logs.crowd.await(logs.end() + 2 * LogLine.LENGTH, MOST_SECONDS);
        settle(logs);
        return (back - begin) / 1e9;
    }

    private static void settle(LiveLogs logs) throws Exception {
        if (!logs.rest(MOST_SECONDS)) {
            throw new IllegalStateException("not every log of the host reaches its viewer: " + logs.crowd.seen());
        }
    }
}
