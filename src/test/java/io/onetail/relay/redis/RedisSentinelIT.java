package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal.JournalException;
import io.onetail.testing.Await;
import io.onetail.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** A master, a replica and three Sentinels, all real. */
@Timeout(120)
class RedisSentinelIT {
    private static final Duration FAILOVER = Duration.ofSeconds(20);
    private static final byte[] LINE = "one line\n".getBytes(UTF_8);

    private final LogId log = new LogId("web-1", "/var/log/app.log");
    private final List<RedisServer> sentinels = new ArrayList<>();
    private RedisServer master;
    private RedisServer replica;
    private RunningSubscriber running;
    private RedisJournal journal;

    @BeforeEach
    void start() {
        master = RedisServer.start();
        replica = RedisServer.builder().replicaOf(master).start();
        for (int i = 0; i < 3; i++) {
            sentinels.add(RedisServer.builder().sentinel("logs", master, 2).start());
        }
        for (RedisServer sentinel : sentinels) {
            Await.until("Sentinel " + sentinel.port() + " knows the others", FAILOVER, () -> {
                try (Jedis cli = sentinel.cli()) {
                    var state = cli.sentinelMaster("logs");
                    return state.get("num-other-sentinels").equals("2")
                            && state.get("num-slaves").equals("1");
                }
            });
        }
        Await.until("the replica is in step", () -> {
            try (Jedis cli = replica.cli()) {
                return cli.info("replication").contains("master_link_status:up");
            }
        });
        running = new RunningSubscriber(settings());
        journal = new RedisJournal(settings(), running.timer);
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
    }

    @AfterEach
    void end() {
        journal.close();
        running.close();
        sentinels.forEach(RedisServer::close);
        replica.close();
        master.close();
    }

    private RedisSettings settings() {
        return RedisSettings.at(
                RedisMode.SENTINEL,
                "logs",
                sentinels.stream()
                        .map(sentinel -> new RedisNode("127.0.0.1", sentinel.port()))
                        .toList());
    }

    /** Appends one more line at the head, as a tail does. */
    private boolean append() {
        return NextLine.append(journal, log, LINE);
    }

    private static void assertMessageComes(RunningSubscriber running, LogId log) {
        Await.until("a message comes", () -> running.recordingListener.messages(log) > 0);
    }

    @Test
    void whenTheMasterDiesBothGoOnWithTheNewOne() {
        assertTrue(append());
        try (Jedis cli = master.cli()) {
            cli.waitReplicas(1, 2000);
        }
        assertMessageComes(running, log);
        running.recordingListener.messages.clear();

        master.kill();

        Await.until("appending goes on", FAILOVER, this::append);
        Await.until("a message comes", () -> append() && running.recordingListener.messages(log) > 0);
        List<LogEntry> read = journal.read(log, null, 1 << 20);
        assertEquals(new Position(1, 0), read.get(0).start());
        assertEquals(1, running.recordingListener.downs.size(), () -> running.recordingListener.downs.toString());
        assertEquals(1, subscribers(replica));
    }

    @Test
    void whenTheSentinelsChooseAnotherMasterBothMoveThereThoughTheOldOneLives() {
        assertTrue(append());
        try (Jedis cli = sentinels.get(0).cli()) {
            cli.sentinelFailover("logs");
        }
        Await.until("the replica is the master", FAILOVER, () -> role(replica).equals("master"));
        Await.until("appending goes on there", FAILOVER, () -> {
            append();
            return running.recordingListener.confirmations(log) > 1 && subscribers(replica) == 1;
        });
        running.recordingListener.messages.clear();
        assertTrue(append());
        assertMessageComes(running, log);
    }

    @Test
    void aMasterThatWasPausedAndVotedOutGetsNoMoreWritesWhenItWakesUp() {
        assertTrue(append());
        master.pause();
        try {
            Await.until("appending goes on elsewhere", FAILOVER, this::append);
        } finally {
            master.resume();
        }
        for (int i = 0; i < 20; i++) {
            Await.until("appending goes on", this::append);
        }
        Await.until("the old master is a replica", FAILOVER, () -> role(master).equals("slave"));
        Await.until("the subscriber is at the new one", () -> subscribers(replica) == 1);
        running.recordingListener.messages.clear();
        Await.until("appending goes on", this::append);
        assertMessageComes(running, log);
        List<LogEntry> read = journal.read(log, null, 1 << 20);
        for (int i = 1; i < read.size(); i++) {
            assertEquals(read.get(i - 1).end(), read.get(i).start());
        }
        assertTrue(read.size() >= 21, () -> read.size() + " entries");
    }

    @Test
    void sentinelsThatAreGoneMatterOnlyWhenTheMasterIsNeeded() {
        assertTrue(append());
        sentinels.forEach(RedisServer::kill);
        assertTrue(append());
        running.recordingListener.messages.clear();
        assertTrue(append());
        assertMessageComes(running, log);

        try (RedisJournal other = new RedisJournal(settings(), running.timer)) {
            String message =
                    assertThrows(JournalException.class, () -> other.head(log)).getMessage();
            assertTrue(message.contains(" has no master: 127.0.0.1:"), message);
            assertTrue(message.contains("can't be reached: Connection refused"), message);
        }
    }

    @Test
    void theShippedUsersMayDoAllThatOnetailDoesWithSentinels() throws IOException {
        running.subscriber.unsubscribe(log);
        Await.until("nobody subscribes", () -> journal.subscribers(List.of(log)).get(log) == 0);
        ShippedUser user = ShippedUser.of("a master");
        ShippedUser scout = ShippedUser.of("the Sentinels");
        RedisSettings login = new RedisSettings(
                RedisMode.SENTINEL,
                settings().nodes(),
                "logs",
                ShippedUser.LOGIN,
                ShippedUser.LOGIN,
                null,
                settings().timeout(),
                8,
                1,
                "logs:",
                settings().lease(),
                settings().bounds());
        try (Jedis cli = master.cli()) {
            user.make(cli, "onetail");
            for (RedisServer sentinel : sentinels) {
                try (Jedis its = sentinel.cli()) {
                    scout.make(its, "onetail");
                }
            }
            cli.configResetStat();
            assertEquals(List.of(), RedisWorkload.play(login));
            Set<String> asked = ShippedUser.asked(cli);
            user.commands().forEach(command -> assertTrue(asked.contains(command), command + " is not needed"));

            user.make(cli, "onetail", "-role");
            List<String> told = RedisWorkload.play(login);
            assertTrue(told.get(0).contains("the command ROLE;"), told::toString);
        }
    }

    @Test
    void aNameThatTheSentinelsDoNotKnowIsSaid() {
        RedisSettings wrong =
                RedisSettings.at(RedisMode.SENTINEL, "other", settings().nodes());
        try (RedisJournal other = new RedisJournal(wrong, running.timer)) {
            String message =
                    assertThrows(JournalException.class, () -> other.head(log)).getMessage();
            assertTrue(message.contains(" has no master: 127.0.0.1:"), message);
            assertTrue(message.contains("knows no master named 'other'"), message);
        }
    }

    private static String role(RedisServer server) {
        try (Jedis cli = server.cli()) {
            return new String((byte[]) ((List<?>) cli.sendCommand(Command.ROLE)).get(0), UTF_8);
        }
    }

    private static long subscribers(RedisServer server) {
        try (Jedis cli = server.cli()) {
            return cli.clientList()
                    .lines()
                    .filter(line -> line.contains(" name=onetail-subscriber "))
                    .count();
        }
    }
}
