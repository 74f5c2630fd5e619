package io.onetail.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How fast one log that is written at once reaches one viewer, alone and while others of its host are live; the
 * yardstick is OpenSSH's {@code ssh host cat}.
 */
final class IngestFigure implements Figure {
    private static final long LINES = 2_000_000; // 240 MB
    /** The rate of each of the others. */
    private static final double OTHERS_RATE = 10;

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public String title() {
        return "SSH intake of one log, flat out";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(1, 100); // viewers, each of a different log
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value("bytesPerSecond", "through Onetail to a viewer", "MB/s", 1e-6),
                new Value("cat", "ssh host cat, the same bytes", "MB/s", 1e-6),
                new Value("share", "share", "%", 100, Target.least("wildfly", 1, 75), Target.least("payara", 1, 60)),
                new Value(
                        "p99",
                        "p99 of the other logs meanwhile",
                        "ms",
                        1,
                        Target.most("wildfly", 100, 50),
                        Target.most("payara", 100, 50)),
                new Value("serverCores", "cores used by the server", "", 1),
                new Value("helperCores", "cores used by sshd and Redis", "", 1),
                new Value("skipped", "skipped by an announced gap", "%", 100));
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        OnetailPeer onetail = (OnetailPeer) peer;
        Path file = peer.logs().resolve("cat.log");
        double cat;
        try (LogWriter writer = new LogWriter(file)) {
            writer.flood(LINES);
            cat = cat(onetail, file);
        } finally {
            Files.deleteIfExists(file);
        }
        try (Run run = new Run(peer, 1, 0, 0);
                LiveLogs others = size == 1 ? null : new LiveLogs(peer, size - 1)) {
            flood(run, peer); // the first round runs code that is not compiled yet
            Watch.quiet(5);
            if (others != null) {
                others.write(OTHERS_RATE);
                Thread.sleep(2_000);
                others.crowd.begin();
            }
            Crowd.Seen before = run.crowd.begin();
            Watch watch = new Watch(peer);
            long begin = System.nanoTime();
            long from = run.writer.end();
            long end = flood(run, peer);
            Watch.Used used = watch.used();
            Crowd.Seen seen = run.crowd.seen().since(before);
            double p99 = others == null ? Double.NaN : others.crowd.latency(0.99);
            if (others != null && !others.rest(10)) {
                throw new IllegalStateException(peer.name() + " loses lines of the others: " + others.crowd.seen());
            }
            double rate = (run.writer.end() - from) / ((end - begin) / 1e9);
            return new Outcome(
                    Map.of(
                            "bytesPerSecond",
                            rate,
                            "cat",
                            cat,
                            "share",
                            rate / cat,
                            "p99",
                            p99,
                            "serverCores",
                            used.server() / used.seconds(),
                            "helperCores",
                            used.helpers() / used.seconds(),
                            "skipped",
                            (double) seen.skipped() / (seen.delivered() + seen.skipped()),
                            "wrong",
                            (double) seen.wrong()),
                    used);
        }
    }

    private static long flood(Run run, Peer peer) throws Exception {
        run.writer.flood(LINES);
        long end = run.crowd.await(run.writer.end(), 120);
        if (end < 0) {
            throw new IllegalStateException(peer.name() + " does not reach the end: " + run.crowd.seen());
        }
        return end;
    }

    private static double cat(OnetailPeer peer, Path file) throws Exception {
        Watch.quiet(5);
        long begin = System.nanoTime();
        Process ssh = new ProcessBuilder(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        peer.ssh().clientKey().toString(),
                        "-o",
                        "UserKnownHostsFile=" + peer.ssh().knownHosts(),
                        "-o",
                        "BatchMode=yes",
                        "-p",
                        Integer.toString(peer.ssh().port()),
                        peer.ssh().user() + "@127.0.0.1",
                        "cat " + file)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (ssh.waitFor() != 0) {
            throw new IllegalStateException("ssh host cat failed");
        }
        return Files.size(file) / ((System.nanoTime() - begin) / 1e9);
    }
}
