package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogId;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.testing.Await;
import io.onetail.testing.LoggedLines;
import io.onetail.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

@Timeout(60)
class RedisSubscriberIT {
    private final LogId log = new LogId("web-1", "/var/log/app.log");
    private final LogId other = new LogId("w}eb {2", "/ü\n日志.log");
    private RedisServer redis;
    private RunningSubscriber running;
    private Jedis cli;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        cli = redis.cli();
        running = new RunningSubscriber(settings());
    }

    @AfterEach
    void end() {
        running.close();
        cli.close();
        redis.close();
    }

    private RedisSettings settings() {
        return RedisSettings.at(new RedisNode("127.0.0.1", redis.port()));
    }

    private long publish(LogId to, String message) {
        return cli.publish(channel(to), message.getBytes(UTF_8));
    }

    /**
     * Publishes once Redis knows a subscriber. Waiting for a second confirmation would not prove a second connection: a log that is
     * wanted while the first one begins may be confirmed twice on it.
     */
    private void assertArrives(LogId to) {
        Await.until("there is a subscriber", () -> publish(to, "x") == 1);
        Await.until("it is here", () -> running.recordingListener.messages(to) == 1);
    }

    private static byte[] channel(LogId to) {
        return LogKeys.of("logs:", to).channel();
    }

    @Test
    void messagesOfASubscribedLogComeAsTheyWerePublishedAndThoseOfOthersDoNot() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        byte[] binary = new byte[70_000];
        new Random(1).nextBytes(binary);

        assertEquals(0, publish(other, "not for us"));
        assertEquals(1, cli.publish(channel(log), binary));

        Await.until("it is here", () -> running.recordingListener.messages(log) == 1);
        assertArrayEquals(binary, running.recordingListener.messages.get(log).peek());
        assertEquals(0, running.recordingListener.messages(other));
        assertEquals(1, running.recordingListener.ups.get());
        assertEquals(Set.of(running.thread), running.recordingListener.threads);
    }

    @Test
    void namesMayHoldBracesSpacesNewlinesAndAnyLetter() {
        running.subscriber.subscribe(other);
        running.recordingListener.awaitSubscribed(other, 1);
        publish(other, "x");
        Await.until("it is here", () -> running.recordingListener.messages(other) == 1);
    }

    @Test
    void subscribingAgainIsConfirmedAgain() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        running.subscriber.unsubscribe(log);
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 2);
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 3);
    }

    @Test
    void whenNothingIsWantedNoChannelIsLeftAndTheConnectionGoesOn() {
        running.subscriber.subscribe(log);
        running.subscriber.subscribe(other);
        running.recordingListener.awaitSubscribed(log, 1);
        running.recordingListener.awaitSubscribed(other, 1);
        running.subscriber.unsubscribe(log);
        running.subscriber.unsubscribe(other);
        running.subscriber.unsubscribe(new LogId("never", "wanted"));
        Await.until("no channel is left", () -> cli.pubsubChannels().isEmpty());

        running.subscriber.subscribe(log);
        assertArrives(log);
        assertEquals(1, running.recordingListener.ups.get());
    }

    @Test
    void thousandsOfLogsShareOneConnection() {
        List<LogId> logs = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            LogId one = new LogId("h" + i % 50, "/log/" + i);
            logs.add(one);
            running.subscriber.subscribe(one);
        }
        Await.until("all are subscribed to", () -> running.recordingListener.subscribed.size() == 5000);
        assertEquals(1, connections());
        publish(logs.get(4321), "x");
        Await.until("it is here", () -> running.recordingListener.messages(logs.get(4321)) == 1);
    }

    @Test
    void aRestartOfRedisIsSaidOnceAndEachWantedLogIsConfirmedAgain() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        redis.kill();
        Await.until("it is down", () -> running.recordingListener.downs.size() == 1);
        running.subscriber.subscribe(other);
        redis.start(false);
        cli.close();
        cli = redis.cli();
        assertArrives(log);
        assertArrives(other);
        assertEquals(1, running.recordingListener.downs.size());
        assertEquals(2, running.recordingListener.ups.get());
        assertEquals(List.of("The connection to Redis was lost."), running.recordingListener.downs);
        assertEquals(1, connections());
    }

    @Test
    void aRedisThatIsNotThereYetIsSaidOnceAndWaitedFor() {
        running.close();
        redis.kill();
        running = new RunningSubscriber(settings());
        running.subscriber.subscribe(log);
        Await.until("it is down", () -> running.recordingListener.downs.size() == 1);
        assertEquals(List.of("Redis can't be reached."), running.recordingListener.downs);
        redis.start(false);
        cli.close();
        cli = redis.cli();
        running.recordingListener.awaitSubscribed(log, 1);
        assertEquals(1, running.recordingListener.downs.size());
    }

    @Test
    void aLoginThatIsRefusedIsToldAndLoggedOnceAndNobodySaysThatItIsOver() {
        running.close();
        String password = "s3cret";
        cli.configSet("requirepass", password);
        try (LoggedLines log = LoggedLines.of(RedisSubscriber.class.getName())) {
            long before = attempts();
            running = new RunningSubscriber(settings());
            running.subscriber.subscribe(wanted());
            Await.until("it has tried five times", () -> attempts() >= before + 5);
            assertEquals(
                    List.of("Redis refuses this server's login; the server's log says why."),
                    running.recordingListener.downs);
            assertEquals(0, running.recordingListener.ups.get());
            assertEquals(
                    List.of("Redis at 127.0.0.1:" + redis.port()
                            + " requires a password, but none is configured (NOAUTH)"),
                    log.lines());

            cli.configSet("requirepass", "");
            running.recordingListener.awaitSubscribed(wanted(), 1);
            assertEquals(1, running.recordingListener.ups.get());
            Await.until("the end of the outage is logged", () -> log.lines().size() == 2);
            assertEquals(
                    "Subscribing to Redis at 127.0.0.1:" + redis.port() + " again.",
                    log.lines().get(1));
        }
    }

    @Test
    void aSubscriptionThatIsRefusedIsToldAndLoggedOnce() {
        cli.sendCommand(Command.ACL, "SETUSER", "default", "-subscribe");
        try (LoggedLines log = LoggedLines.of(RedisSubscriber.class.getName())) {
            long before = attempts();
            running.subscriber.subscribe(wanted());
            Await.until("it has tried five times", () -> attempts() >= before + 5);
            assertEquals(
                    List.of(
                            "Redis does not allow this server to use the command SUBSCRIBE; its administrator must permit it."),
                    running.recordingListener.downs);
            assertEquals(1, log.lines().size(), () -> log.lines().toString());
            assertTrue(
                    log.lines().get(0).endsWith("add +subscribe to its ACL (NOPERM)"),
                    log.lines().get(0));
            cli.sendCommand(Command.ACL, "SETUSER", "default", "+subscribe");
            running.recordingListener.awaitSubscribed(wanted(), 1);
        }
    }

    private LogId wanted() {
        return log;
    }

    private long attempts() {
        return cli.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
                .sum();
    }

    @Test
    void aClusterThatIsNotThereIsToldToEachLog() {
        try (RunningSubscriber lost = new RunningSubscriber(
                RedisSettings.at(RedisMode.CLUSTER, null, List.of(new RedisNode("127.0.0.1", 1))))) {
            lost.subscriber.subscribe(log);
            lost.subscriber.subscribe(other);
            Await.until("both are told", () -> lost.recordingListener.lost.size() == 2);
            assertEquals(List.of("Redis has no master at the moment."), lost.recordingListener.downs);
            assertEquals("Redis has no master at the moment.", lost.recordingListener.lost.get(other));
        }
    }

    @Test
    void aConnectionOnWhichNothingAnswersIsGivenUpAfterSevenSecondsAtMost() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        redis.pause();
        try {
            Await.until("it is down", Duration.ofSeconds(8), () -> running.recordingListener.downs.size() == 1);
            assertTrue(
                    running.recordingListener.downs.get(0).equals("Redis did not answer within 5 s."),
                    running.recordingListener.downs.get(0));
        } finally {
            redis.resume();
        }
        running.recordingListener.awaitSubscribed(log, 2);
    }

    @Test
    void aConnectionThatRedisKillsIsMadeAgain() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        cli.sendCommand(Command.CLIENT, "KILL", "TYPE", "pubsub");
        Await.until("there is a new connection", () -> running.recordingListener.ups.get() == 2);
        assertArrives(log);
    }

    @Test
    void aListenerThatThrowsGetsAConfirmationAgainSoThatItCanCatchUp() {
        running.subscriber.subscribe(log);
        running.recordingListener.awaitSubscribed(log, 1);
        running.recordingListener.thrown = new IllegalStateException("a defect");
        publish(log, "lost");
        Await.until("there is a new connection", () -> running.recordingListener.ups.get() == 2);
        assertArrives(log);
        assertTrue(
                running.recordingListener.downs.get(0).contains("could not be handled"),
                running.recordingListener.downs.get(0));
    }

    @Test
    void closeAndInterruptEndItAndItsConnection() throws InterruptedException {
        Await.until("it is there", () -> connections() == 1);
        running.subscriber.close();
        running.thread.join(2000);
        assertFalse(running.thread.isAlive());
        Await.until("its connection is closed", () -> connections() == 0);
        assertEquals(List.of(), running.recordingListener.downs);
        assertThrows(IllegalStateException.class, running.subscriber::run);

        try (RunningSubscriber interrupted = new RunningSubscriber(settings())) {
            Await.until("it is there", () -> connections() == 1);
            interrupted.thread.interrupt();
            interrupted.thread.join(4000);
            assertFalse(interrupted.thread.isAlive());
            Await.until("its connection is closed", () -> connections() == 0);
        }
    }

    @Test
    void eightThreadsSubscribeAndUnsubscribeWhileMessagesComeAndNothingBreaks() throws Exception {
        LogId steady = new LogId("steady", "/log");
        running.subscriber.subscribe(steady);
        running.recordingListener.awaitSubscribed(steady, 1);
        ExecutorService threads = Executors.newFixedThreadPool(9);
        AtomicBoolean done = new AtomicBoolean();
        Future<Integer> publisher = threads.submit(() -> {
            int sent = 0;
            try (Jedis own = redis.cli()) {
                while (!done.get() || sent == 0) {
                    own.publish(channel(steady), ("message " + sent++).getBytes(UTF_8));
                    own.publish(channel(new LogId("h" + sent % 8, "/log/" + sent % 50)), new byte[2000]);
                }
            }
            return sent;
        });
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String host = "h" + t;
            all.add(threads.submit(() -> {
                Random random = new Random(host.hashCode());
                for (int i = 0; i < 10_000; i++) {
                    LogId one = new LogId(host, "/log/" + random.nextInt(50));
                    if (random.nextBoolean()) {
                        running.subscriber.subscribe(one);
                    } else {
                        running.subscriber.unsubscribe(one);
                    }
                    if (i % 100 == 0) {
                        Thread.sleep(1);
                    }
                }
                for (int i = 0; i < 50; i++) {
                    running.subscriber.unsubscribe(new LogId(host, "/log/" + i));
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(50, TimeUnit.SECONDS);
        }
        done.set(true);
        int sent = publisher.get(10, TimeUnit.SECONDS);
        threads.shutdown();

        Await.until("only one channel is left", () -> cli.pubsubChannels().size() == 1);
        Await.until("all messages are here", () -> running.recordingListener.messages(steady) == sent);
        int i = 0;
        for (byte[] message : running.recordingListener.messages.get(steady)) {
            assertEquals("message " + i++, new String(message, UTF_8));
        }
        assertEquals(List.of(), running.recordingListener.downs);
        assertEquals(1, running.recordingListener.ups.get());
        assertEquals(1, connections());
    }

    private long connections() {
        return cli.clientList()
                .lines()
                .filter(line -> line.contains(" name=onetail-subscriber "))
                .count();
    }
}
