package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal.JournalException;
import io.onetail.testing.Await;
import io.onetail.testing.RedisCluster;
import io.onetail.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** Three masters with a replica each, all real. Each test finds the Cluster whole. */
@Timeout(120)
class RedisClusterIT {
    private static final Duration FAILOVER = Duration.ofSeconds(20);
    private static final byte[] LINE = "one line\n".getBytes(UTF_8);

    private static final BiConsumer<LogId, String> UNTOLD = (log, reason) -> {};

    private static RedisCluster cluster;

    private final List<LogId> logs = IntStream.range(0, 30)
            .mapToObj(i -> new LogId("web}" + i + "{", "/var/{log}/" + i))
            .toList();
    private RunningSubscriber running;
    private RedisJournal journal;

    @BeforeAll
    static void startCluster() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void endCluster() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        running = new RunningSubscriber(settings());
        journal = new RedisJournal(settings(), running.timer);
    }

    @AfterEach
    void end() {
        logs.forEach(log -> journal.release(log, "a"));
        journal.close();
        running.close();
        cluster.servers().forEach(server -> {
            try (Jedis cli = server.cli()) {
                if (cli.info("replication").contains("role:master")) {
                    cli.flushAll();
                }
            }
        });
    }

    private static RedisSettings settings() {
        return RedisSettings.at(
                RedisMode.CLUSTER,
                null,
                List.of(new RedisNode("127.0.0.1", cluster.servers().get(0).port())));
    }

    private boolean append(LogId log) {
        return NextLine.append(journal, log, LINE);
    }

    private static byte[] channel(LogId log) {
        return LogKeys.of("logs:", log).channel();
    }

    private void subscribeToAll() {
        logs.forEach(running.subscriber::subscribe);
        logs.forEach(log -> running.recordingListener.awaitSubscribed(log, 1));
    }

    private void assertUnbroken(LogId log) {
        List<LogEntry> read = journal.read(log, null, 1 << 20);
        assertEquals(new Position(1, 0), read.get(0).start());
        for (int i = 1; i < read.size(); i++) {
            assertEquals(read.get(i - 1).end(), read.get(i).start());
        }
    }

    @Test
    void logsOfAllShardsAreAppendedReadLeasedAndCounted() {
        subscribeToAll();
        for (LogId log : logs) {
            assertTrue(append(log));
            assertTrue(append(log));
            assertEquals(2, journal.read(log, null, 1 << 20).size());
            assertEquals("a", journal.head(log).owner());
        }
        assertEquals(Set.copyOf(logs), journal.lease("a", Duration.ofSeconds(5), logs, UNTOLD));
        assertEquals(Set.of(), journal.lease("b", Duration.ofSeconds(5), logs, UNTOLD));
        Map<LogId, Integer> counts = journal.subscribers(logs);
        logs.forEach(log -> assertEquals(1, counts.get(log)));
    }

    @Test
    void theShippedUserMayDoAllThatOnetailDoesInACluster() throws IOException {
        ShippedUser user = ShippedUser.of("each node of a Cluster");
        RedisSettings login =
                RedisSettingsBuilder.of(settings()).login(ShippedUser.LOGIN).build();
        Set<String> needed = user.commands();
        needed.removeAll(
                Set.of("client|setname", "asking", "ping")); // without answers, or when a slot moves, or all is idle
        for (String command :
                List.of("ssubscribe", "sunsubscribe", "spublish", "pubsub|shardnumsub", "cluster|slots")) {
            assertTrue(needed.contains(command), command);
            masters(cli -> user.make(cli, "onetail", "-" + command));
            List<String> told = played(login);
            // without its slots a Cluster has no master for anybody
            String expected = command.equals("cluster|slots") ? "has no master" : command.toUpperCase(Locale.ROOT);
            assertTrue(told.stream().anyMatch(text -> text.contains(expected)), () -> command + ": " + told);
        }
        masters(cli -> {
            user.make(cli, "onetail");
            cli.configResetStat();
        });
        assertEquals(List.of(), played(login));
        Set<String> asked = new TreeSet<>();
        masters(cli -> asked.addAll(ShippedUser.asked(cli)));
        asked.retainAll(needed);
        assertEquals(needed, asked);
    }

    private static List<String> played(RedisSettings login) {
        masters(cli -> {
            cli.flushAll();
            cli.scriptFlush();
        });
        return RedisWorkload.play(login);
    }

    private static void masters(Consumer<Jedis> action) {
        for (RedisServer server : cluster.servers()) {
            try (Jedis cli = server.cli()) {
                if (cli.info("replication").contains("role:master")) {
                    action.accept(cli);
                }
            }
        }
    }

    @Test
    void messagesOfAllShardsComeOverOneConnectionEachAndOnOneThread() {
        subscribeToAll();
        logs.forEach(log -> assertTrue(append(log)));
        logs.forEach(log -> Await.until(log + " has come", () -> running.recordingListener.messages(log) == 1));
        assertEquals(Set.of(running.thread), running.recordingListener.threads);
        Map<Integer, Long> connections = cluster.connections("onetail-subscriber");
        assertEquals(3, connections.size());
        assertEquals(Set.of(1L), Set.copyOf(connections.values()));
        assertEquals(1, running.recordingListener.ups.get());
        assertEquals(List.of(), running.recordingListener.downs);

        logs.forEach(running.subscriber::unsubscribe);
        Await.until(
                "no connection is left",
                () -> cluster.connections("onetail-subscriber").isEmpty());
        running.subscriber.subscribe(logs.get(0));
        Await.until(
                "there is one again",
                () -> cluster.connections("onetail-subscriber").size() == 1);
    }

    @Test
    void aSlotThatMovesTakesTheLogAndItsSubscriptionAlong() throws Exception {
        subscribeToAll();
        LogId log = logs.get(7);
        assertTrue(append(log));
        RedisServer source = cluster.master(channel(log));
        RedisServer target = cluster.mastersBut(source).get(0);
        List<Boolean> results = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        Thread appending = new Thread(() -> {
            while (!done.get()) {
                results.add(append(log));
            }
        });
        appending.start();
        try {
            cluster.move(channel(log), target);
            running.recordingListener.awaitSubscribed(log, 2);
            int soFar = running.recordingListener.messages(log);
            Await.until("messages come again", () -> running.recordingListener.messages(log) > soFar + 20);
        } finally {
            done.set(true);
            appending.join();
        }
        assertUnbroken(log);
        assertTrue(results.size() > 20 && !results.contains(false), () -> "failed among " + results.size());
        assertEquals(target, cluster.master(channel(log)));
        assertEquals(List.of(), running.recordingListener.downs);
        assertEquals(1, journal.subscribers(List.of(log)).get(log));
    }

    @Test
    void whenAMasterDiesItsLogsGoOnAtTheReplicaAndTheOthersAreNotDisturbed() {
        subscribeToAll();
        logs.forEach(log -> assertTrue(append(log)));
        LogId log = logs.get(0);
        RedisServer master = cluster.master(channel(log));
        LogId other = logs.stream()
                .filter(one -> cluster.master(channel(one)) != master)
                .findFirst()
                .orElseThrow();
        master.kill();
        try {
            Await.until("it is said", () -> running.recordingListener.downs.size() == 1);
            assertTrue(append(other));
            Set<LogId> held = journal.lease("a", Duration.ofSeconds(5), logs, UNTOLD);
            assertTrue(held.contains(other) && !held.contains(log), held::toString);
            running.recordingListener.awaitSubscribed(other, 2);
            Await.until("appending goes on", FAILOVER, () -> append(log));
            int soFar = running.recordingListener.messages(log);
            Await.until("messages come again", () -> append(log) && running.recordingListener.messages(log) > soFar);
            assertUnbroken(log);
            assertEquals(1, running.recordingListener.downs.size(), () -> running.recordingListener.downs.toString());
        } finally {
            master.start(true);
            Await.until("it is back as a replica", () -> {
                try (Jedis cli = master.cli()) {
                    return cli.info("replication").contains("master_link_status:up");
                }
            });
        }
    }

    @Test
    void whenAMasterHandsOverBothGoOn() {
        subscribeToAll();
        LogId log = logs.get(3);
        assertTrue(append(log));
        RedisServer master = cluster.master(channel(log));
        RedisServer replica = replicaOf(master);
        try (Jedis cli = replica.cli()) {
            cli.sendCommand(Command.CLUSTER, "FAILOVER");
        }
        Await.until("the replica is the master", () -> cluster.master(channel(log)) == replica);
        Await.until("appending goes on", () -> append(log));
        Await.until("the subscription has moved", () -> {
            assertTrue(append(log));
            return journal.subscribers(List.of(log)).get(log) == 1;
        });
        int soFar = running.recordingListener.messages(log);
        assertTrue(append(log));
        Await.until("messages come", () -> running.recordingListener.messages(log) > soFar);
        assertUnbroken(log);
    }

    @Test
    void aSingleServersSettingsForAClusterAreRecognised() {
        LogId elsewhere = logs.stream()
                .filter(log -> cluster.master(channel(log)) != cluster.servers().get(0))
                .findFirst()
                .orElseThrow();
        try (RedisJournal wrong = new RedisJournal(
                RedisSettings.at(
                        new RedisNode("127.0.0.1", cluster.servers().get(0).port())),
                running.timer)) {
            JournalException e = assertThrows(JournalException.class, () -> wrong.head(elsewhere));
            assertNotNull(e.getMessage());
            assertTrue(e.getMessage().contains("is the mode cluster?"), e::getMessage);
        }
    }

    private static RedisServer replicaOf(RedisServer master) {
        return cluster.servers().stream()
                .filter(server -> {
                    try (Jedis cli = server.cli()) {
                        return cli.info("replication").contains("master_port:" + master.port() + "\r");
                    }
                })
                .findFirst()
                .orElseThrow();
    }
}
