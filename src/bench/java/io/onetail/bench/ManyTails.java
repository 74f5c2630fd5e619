package io.onetail.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
                new Value("threads", "threads above the idle server", "", 1),
                new Value("tails", "remote tails", "", 1),
                new Value("connections", "SSH connections", "", 1),
                new Value("opened", "until all were open", "s", 1),
                new Value("cores", "cores used by the server", "", 1),
                new Value("hostCores", "cores used by sshd, its sessions and Redis", "", 1),
                new Value("p99", "p99 from append to the viewer", "ms", 1));
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        OnetailPeer onetail = (OnetailPeer) peer;
        List<String> hosts =
                IntStream.range(0, HOSTS).mapToObj(i -> "many-" + i).toList();
        onetail.addHosts(hosts);
        long pid = peer.pid();
        int threads = Proc.threads(pid);
        long memory = Jvm.memory(pid);
        long live = Jvm.live(pid);
        List<Path> logs = new ArrayList<>();
        List<LogWriter> writers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Path log = onetail.log(hosts.get(i % HOSTS), i);
            logs.add(log);
            LogWriter writer = new LogWriter(log);
            writer.flood(1);
            writers.add(writer);
        }
        Thread.sleep(6_000); // the new hosts are known
        long begin = System.nanoTime();
        try (Crowd crowd = Crowd.open(peer, logs)) {
            double opened = (System.nanoTime() - begin) / 1e9;
            Crowd.Seen before = crowd.begin();
            Watch watch = new Watch(peer);
            for (int second = 0; second < SECONDS; second++) {
                for (LogWriter writer : writers) {
                    writer.flood((long) RATE);
                    Thread.sleep(0, 800_000);
                }
            }
            boolean all = crowd.await(writers.get(0).end(), 20) >= 0;
            Watch.Used used = watch.used();
            Crowd.Seen seen = crowd.seen().since(before);
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
                            "tails",
                            (double) onetail.ssh().tails(),
                            "connections",
                            (double) onetail.ssh().connectionCount(),
                            "opened",
                            opened,
                            "cores",
                            used.server() / used.seconds(),
                            "hostCores",
                            used.helpers() / used.seconds(),
                            "p99",
                            crowd.latency(0.99),
                            "wrong",
                            (double) seen.wrong()),
                    used);
        } finally {
            for (LogWriter writer : writers) {
                writer.close();
            }
            for (Path log : logs) {
                Files.delete(log);
            }
        }
    }
}
