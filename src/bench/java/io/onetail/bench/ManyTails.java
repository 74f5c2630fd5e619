package io.onetail.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A thousand logs on fifty hosts, one viewer each, in the server's 1 GiB of heap. */
final class ManyTails implements Figure {
    private static final int TAILS = Integer.getInteger("onetail.bench.tails", 1_000);
    private static final int HOSTS = 50;
    private static final double RATE = 1;
    private static final double SECONDS = 10;

    @Override
    public String name() {
        return "tails";
    }

    @Override
    public String title() {
        return "A thousand tails on fifty hosts, one line a second each";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(TAILS);
    }

    @Override
    public int rounds(int wanted) {
        return 1;
    }

    @Override
    public boolean isEasilyDisturbed() {
        return false;
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value("live", "live objects above the idle server", "MB", 1e-6),
                new Value("memory", "memory above the idle server", "MB", 1e-6),
                new Value("threads", "threads above the idle server", "", 1, most(150)),
                new Value("processes", "processes on the hosts", "", 1, most(HOSTS)),
                new Value("connections", "SSH connections", "", 1, most(HOSTS)),
                new Value("opened", "until all were open", "s", 1, most(5)),
                new Value("cores", "cores used by the server", "", 1, most(0.2)),
                new Value("hostCores", "cores used by sshd, its sessions and Redis", "", 1),
                new Value("p99", "p99 from append to the viewer", "ms", 1));
    }

    private static Target[] most(double most) {
        return new Target[] {Target.most("wildfly", -1, most), Target.most("payara", -1, most)};
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        OnetailPeer onetail = (OnetailPeer) peer;
        List<String> hosts =
                IntStream.range(0, HOSTS).mapToObj(i -> "many-" + i).toList();
        onetail.addHosts(hosts);
        long pid = peer.pid();
        int threads = Proc.threads(pid);
        int connections = onetail.ssh().connectionCount();
        int processes = onetail.ssh().processes("").size();
        long memory = Jvm.memory(pid);
        long live = Jvm.live(pid);
        List<Path> files = IntStream.range(0, size)
                .mapToObj(i -> onetail.log(hosts.get(i % HOSTS), i))
                .toList();
        Thread.sleep(6_000); // until the new hosts are known
        try (LiveLogs logs = new LiveLogs(peer, files)) {
            logs.write(RATE);
            Thread.sleep((long) (SECONDS * 1000)); // until the code for connecting is compiled
            Crowd.Seen before = logs.crowd.begin();
            Watch watch = new Watch(peer);
            Thread.sleep((long) (SECONDS * 1000));
            Watch.Used used = watch.used();
            boolean all = logs.rest(20);
            Crowd.Seen seen = logs.crowd.seen().since(before);
            if (!all || seen.skipped() > 0) {
                throw new IllegalStateException(peer.name() + " lost lines of a thousand logs: " + seen);
            }
            return new Outcome(
                    Map.of(
                            "live",
                            (double) Jvm.live(pid) - live,
                            "memory",
                            (double) Jvm.memory(pid) - memory,
                            "threads",
                            (double) Proc.threads(pid) - threads,
                            "processes",
                            (double) onetail.ssh().processes("").size() - processes,
                            "connections",
                            (double) onetail.ssh().connectionCount() - connections,
                            "opened",
                            logs.openSeconds,
                            "cores",
                            used.server() / used.seconds(),
                            "hostCores",
                            used.helpers() / used.seconds(),
                            "p99",
                            logs.crowd.latency(0.99),
                            "wrong",
                            (double) seen.wrong()),
                    used);
        }
    }
}
