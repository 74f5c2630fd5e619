package io.onetail.bench;

import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** The cost of idle viewers of one log: memory of each, from 1,000 to 3,000 of them, and what is open for all. */
final class Idle implements Figure {
    private static final int FEW = 1_000;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "Idle viewers of one log, from 1,000 to 3,000";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(3_000);
    }

    @Override
    public boolean isEasilyDisturbed() {
        return false;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value(
                        "memory",
                        "memory of a viewer",
                        "KiB",
                        1.0 / 1024,
                        Target.most("wildfly", -1, 40),
                        Target.most("payara", -1, 80)),
                new Value("live", "live objects of a viewer", "KiB", 1.0 / 1024),
                new Value(
                        "descriptors",
                        "descriptors above the idle server",
                        "",
                        1,
                        Target.most("wildfly", -1, 3_060),
                        Target.most("payara", -1, 3_060)),
                new Value("threads", "threads above the idle server", "", 1),
                new Value("subscribers", "subscribing Redis connections", "", 1, one("wildfly"), one("payara")),
                new Value(
                        "commands",
                        "other Redis connections",
                        "",
                        1,
                        Target.most("wildfly", -1, 8),
                        Target.most("payara", -1, 8)),
                new Value("processes", "processes on the host", "", 1, one("wildfly"), one("payara")),
                new Value("cores", "cores used by the server", "", 1));
    }

    private static Target one(String peer) {
        return Target.most(peer, -1, 1);
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer;
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        OnetailPeer onetail = (OnetailPeer) peer;
        long pid = peer.pid();
        int descriptors = Proc.descriptors(pid);
        int threads = Proc.threads(pid);
        long memory;
        long live;
        try (Run run = new Run(peer, FEW, 1, 0)) {
            run.crowd.begin();
            memory = Jvm.memory(pid);
            live = Jvm.live(pid);
        }
        try (Run run = new Run(peer, size, 1, 0)) {
            Crowd.Seen seen = run.crowd.begin();
            long memoryOfAll = Jvm.memory(pid);
            long liveOfAll = Jvm.live(pid);
            Watch watch = new Watch(peer);
            Thread.sleep(3_000);
            Watch.Used used = watch.used();
            try (Jedis redis = onetail.redis().cli()) {
                List<String> clients = redis.clientList().lines().toList();
                double subscribing = clients.stream()
                        .filter(line -> line.matches(".* sub=[1-9].*"))
                        .count();
                double named = clients.stream()
                        .filter(line -> line.contains("name=onetail"))
                        .count();
                return new Outcome(
                        Map.of(
                                "memory",
                                (double) (memoryOfAll - memory) / (size - FEW),
                                "live",
                                (double) (liveOfAll - live) / (size - FEW),
                                "descriptors",
                                (double) Proc.descriptors(pid) - descriptors,
                                "threads",
                                (double) Proc.threads(pid) - threads,
                                "subscribers",
                                subscribing,
                                "commands",
                                named - subscribing,
                                "processes",
                                (double) onetail.ssh().processes("").size(),
                                "cores",
                                used.server() / used.seconds(),
                                "wrong",
                                (double) seen.wrong() + seen.lost()),
                        used);
            }
        }
    }
}
