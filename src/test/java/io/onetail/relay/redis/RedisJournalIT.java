package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.relay.redis.RedisSettings.StreamBounds;
import io.onetail.tail.Journal.AppendOutcome;
import io.onetail.tail.Journal.AppendResult;
import io.onetail.tail.Journal.JournalException;
import io.onetail.tail.Journal.LogHead;
import io.onetail.tail.LogTip;
import io.onetail.testing.Await;
import io.onetail.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.XAddParams;

@Timeout(60)
class RedisJournalIT {
    private static final long GENERATION = 1_763_990_000_123L;
    private static final FileId FILE = FileId.of("2049:77", "first line\n".getBytes(UTF_8));

    private static final BiConsumer<LogId, String> UNTOLD = (log, reason) -> {};

    private static RedisServer redis;
    private static ScheduledExecutorService timer;

    private final LogId log = new LogId("web-1", "/var/log/app.log");
    private RedisJournal journal;

    @BeforeAll
    static void start() {
        redis = RedisServer.builder().durable().start();
        timer = Executors.newScheduledThreadPool(1);
    }

    @AfterAll
    static void end() {
        timer.shutdownNow();
        redis.close();
    }

    @BeforeEach
    void emptyRedis() {
        try (Jedis cli = redis.cli()) {
            cli.configSet("maxmemory", "0");
            cli.flushAll();
            cli.scriptFlush();
        }
        journal = journal(settings());
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private static RedisSettings settings() {
        return RedisSettings.at(new RedisNode("127.0.0.1", redis.port()));
    }

    private static RedisJournal journal(RedisSettings settings) {
        return new RedisJournal(settings, timer);
    }

    private Chunk chunk(Position start, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        bytes[length - 1] = '\n';
        return Chunk.of(log.key(), start, false, LineFeed.BYTE, bytes, 0, length);
    }

    private List<LogEntry> chunks(Position start, int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> (LogEntry) chunk(start.plus((long) i * length), length))
                .toList();
    }

    private static Position at(long offset) {
        return new Position(GENERATION, offset);
    }

    @Test
    void anEmptyRedisKnowsNothingAndTakesTheFirstEntryWhereverItStarts() {
        assertNull(journal.head(log));
        assertEquals(List.of(), journal.read(log, null, 1 << 20));

        assertEquals(
                new AppendResult(AppendOutcome.ADDED, 1, null),
                journal.append(log, "a", FILE, chunks(at(1000), 1, 10)));

        LogHead head = journal.head(log);
        assertEquals(new LogHead(at(1010), FILE, Map.of(), null, "a"), head);
    }

    @Test
    void entriesThatContinueTheHeadAreAddedAndReadBackAsTheyWere() {
        journal.append(log, "a", FILE, chunks(at(0), 2, 10));
        journal.append(log, "a", FILE, List.of(Mark.gap(at(20), at(50), Mark.UNAVAILABLE), chunk(at(50), 7)));

        List<LogEntry> read = journal.read(log, null, 1 << 20);

        assertEquals(List.of(at(0), at(10), at(20), at(50)), starts(read));
        assertArrayEquals(chunk(at(50), 7).frame(), ((Chunk) read.get(3)).frame());
        assertEquals(Mark.gap(at(20), at(50), Mark.UNAVAILABLE), read.get(2));
    }

    @Test
    void anEntryThatDoesNotStartAtTheHeadsEndIsRefusedWithTheHeadsEndAndNothingAfterItIsAdded() {
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));

        AppendResult appendResult =
                journal.append(log, "a", FILE, List.of(chunk(at(10), 5), chunk(at(16), 5), chunk(at(21), 5)));

        assertEquals(new AppendResult(AppendOutcome.MISMATCH, 1, at(15)), appendResult);
        assertEquals(List.of(at(0), at(10)), starts(journal.read(log, null, 1 << 20)));
    }

    @Test
    void theSameEntryAgainIsRefused() {
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));
        assertEquals(
                new AppendResult(AppendOutcome.MISMATCH, 0, at(10)),
                journal.append(log, "a", FILE, chunks(at(0), 1, 10)));
    }

    @Test
    void onlyTheFirstEntryOfAnAppendMayBeginALogOfWhichNothingIsKnown() {
        journal.append(log, "a", FILE, List.of(chunk(at(0), 10), chunk(at(30), 10)));
        assertEquals(at(10), journal.head(log).end());
    }

    @Test
    void whileSomebodyElseHoldsTheLeaseNothingIsAddedAndNoStateIsKept() {
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));

        assertEquals(
                new AppendResult(AppendOutcome.NOT_OWNER, 0, null),
                journal.append(log, "b", FILE, chunks(at(10), 1, 10)));
        journal.announce(log, "b", LogState.connecting("b was here"));

        assertNull(journal.head(log).state());
        assertEquals(at(10), journal.head(log).end());
    }

    @Test
    void aStateIsKeptBeforeThereIsAnyEntryAndLeavesTheLeaseFree() {
        LogState state = LogState.reconnecting("web-1 does not answer");
        journal.announce(log, "a", state);
        assertEquals(new LogHead(null, null, Map.of(), state, null), journal.head(log));

        journal.append(log, "b", FILE, chunks(at(5), 1, 10));
        assertEquals(new LogHead(at(15), FILE, Map.of(), state, "b"), journal.head(log));
    }

    @Test
    void generationsKeepTheFilesOfTheLastSixteenBefore() {
        Position position = at(0);
        for (int i = 0; i < 20; i++) {
            FileId file = FileId.of("1:" + i, new byte[0]);
            journal.append(log, "a", file, List.of(chunk(position, 10)));
            journal.append(
                    log,
                    "a",
                    FileId.of("1:" + (i + 1), new byte[0]),
                    List.of(Mark.generation(position.plus(10), GENERATION + i + 1, Mark.ROTATED)));
            position = new Position(GENERATION + i + 1, 0);
        }

        LogHead head = journal.head(log);

        assertEquals(new Position(GENERATION + 20, 0), head.end());
        assertEquals("1:20", head.file().node());
        assertEquals(16, head.files().size());
        assertEquals("1:19", head.files().get(GENERATION + 19).node());
        assertEquals("1:4", head.files().get(GENERATION + 4).node());
        assertEquals(40, journal.read(log, null, 1 << 20).size());
    }

    @Test
    void anAppendOverTwoGenerationsRecordsTheFileForTheNewOneOnly() {
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));
        FileId next = FileId.of("2049:78", new byte[0]);
        Position begin = new Position(GENERATION + 9, 0);

        journal.append(
                log,
                "a",
                next,
                List.of(chunk(at(10), 10), Mark.generation(at(20), GENERATION + 9, Mark.ROTATED), chunk(begin, 10)));

        assertEquals(new LogHead(begin.plus(10), next, Map.of(GENERATION, FILE), null, "a"), journal.head(log));
    }

    @Test
    void aCommandHasNoFile() {
        journal.append(log, "a", null, chunks(at(0), 1, 10));
        assertEquals(new LogHead(at(10), null, Map.of(), null, "a"), journal.head(log));
    }

    @Test
    void readingGoesOnFromAPositionInTheMiddleAtAnEdgeOrBeforeTheOldest() {
        journal.append(log, "a", FILE, chunks(at(100), 5, 10));

        assertEquals(List.of(at(120), at(130), at(140)), starts(journal.read(log, at(120), 1 << 20)));
        assertEquals(List.of(at(120), at(130), at(140)), starts(journal.read(log, at(125), 1 << 20)));
        assertEquals(5, journal.read(log, at(3), 1 << 20).size());
        assertEquals(5, journal.read(log, new Position(7, 999), 1 << 20).size());
        assertEquals(List.of(), journal.read(log, at(150), 1 << 20));
        assertEquals(List.of(), journal.read(log, new Position(GENERATION + 1, 0), 1 << 20));
    }

    @Test
    void readingStopsAtTheWantedBytesButGivesAtLeastOne() {
        journal.append(log, "a", FILE, chunks(at(0), 300, 1000));

        assertEquals(1, journal.read(log, null, 1).size());
        assertEquals(9, journal.read(log, null, 10_000).size());
        assertEquals(300, journal.read(log, null, 1 << 20).size());
    }

    @Test
    void theStreamIsBoundedInEntries() {
        journal.close();
        journal = journal(RedisSettingsBuilder.of(settings())
                .bounds(new StreamBounds(1 << 20, 50, Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .build());

        journal.append(log, "a", FILE, chunks(at(0), 200, 10));

        List<LogEntry> read = journal.read(log, null, 1 << 20);
        assertEquals(50, read.size());
        assertEquals(at(1500), read.get(0).start());
    }

    @Test
    void theStreamIsBoundedInBytesAndKeepsMostOfThem() {
        journal.close();
        journal = journal(RedisSettingsBuilder.of(settings())
                .bounds(new StreamBounds(1 << 20, 4096, Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .build());
        Position position = at(0);
        for (int i = 0; i < 40; i++) { // 10 KB and full chunks by turns, a gap without bytes, a new generation
            int length = i % 2 == 0 ? Chunk.MAX_PAYLOAD : 10_000;
            assertEquals(
                    AppendOutcome.ADDED,
                    journal.append(log, "a", FILE, List.of(chunk(position, length)))
                            .outcome());
            position = position.plus(length);
            if (i == 10) {
                journal.append(log, "a", FILE, List.of(Mark.gap(position, position.plus(1L << 40), Mark.UNAVAILABLE)));
                position = position.plus(1L << 40);
            } else if (i == 30) {
                journal.append(log, "a", FILE, List.of(Mark.generation(position, GENERATION + 1, Mark.ROTATED)));
                position = new Position(GENERATION + 1, 0);
            }
        }

        List<LogEntry> read = journal.read(log, null, 10 << 20);
        int bytes = read.stream()
                .mapToInt(e -> e instanceof Chunk chunk ? chunk.frame().length : 100)
                .sum();
        assertTrue(bytes <= 1 << 20 && bytes > (1 << 20) / 3, bytes + " bytes");
        for (int i = 1; i < read.size(); i++) {
            assertEquals(read.get(i - 1).end(), read.get(i).start());
        }
        assertEquals(position, read.get(read.size() - 1).end());
    }

    @Test
    void streamHeadAndLeaseExpire() {
        journal.close();
        journal = journal(RedisSettingsBuilder.of(settings().withLease(Duration.ofSeconds(3)))
                .bounds(new StreamBounds(1 << 20, 50, Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .build());
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));
        try (Jedis cli = redis.cli()) {
            assertEquals(
                    Set.of(
                            "logs:{web-1:/var/log/app.log}:stream",
                            "logs:{web-1:/var/log/app.log}:head",
                            "logs:{web-1:/var/log/app.log}:lease"),
                    cli.keys("*"));
            assertBetween(50_000, 60_000, cli.pttl("logs:{web-1:/var/log/app.log}:stream"));
            assertBetween(110_000, 120_000, cli.pttl("logs:{web-1:/var/log/app.log}:head"));
            assertBetween(1_000, 3_000, cli.pttl("logs:{web-1:/var/log/app.log}:lease"));
        }
    }

    @Test
    void ofALogThatIsNotAvailableNothingIsLeftAfterAMinute() {
        String head = "logs:{web-1:/var/log/app.log}:head";
        LogState failed = LogState.failed(new LogException(FailureCode.NOT_FOUND, "There is no such file."));
        try (Jedis cli = redis.cli()) {
            journal.announce(log, "a", LogState.live(at(0), FILE.toString(), Set.of(ReaderLimitation.CUT)));
            assertTrue(cli.pttl(head) > 3_600_000, "a tail that is live may stay without a line for long");
            for (LogState over : List.of(failed, LogState.ended("No viewers."))) {
                journal.announce(log, "a", over);
                assertBetween(50_000, 60_000, cli.pttl(head));
            }
            journal.append(log, "a", FILE, chunks(at(0), 1, 10));
            journal.announce(log, "a", failed);
            assertTrue(cli.pttl(head) > 3_600_000, "where a log was left is known for long");
        }
    }

    @Test
    void aStreamWhoseHeadWasLostGivesWayToTheNewChain() {
        journal.append(log, "a", FILE, chunks(at(5000), 3, 10));
        try (Jedis cli = redis.cli()) {
            cli.del("logs:{web-1:/var/log/app.log}:head");
        }

        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "a", FILE, chunks(at(10), 1, 10)).outcome());

        assertEquals(List.of(at(10)), starts(journal.read(log, null, 1 << 20)));
    }

    @Test
    void leasesAreTakenRenewedAndLeftToTheirOwner() {
        LogId other = new LogId("web-2", "/x");
        assertEquals(Set.of(log, other), journal.lease("a", Duration.ofSeconds(5), List.of(log, other), UNTOLD));
        journal.release(other, "b");
        assertEquals(Set.of(), journal.lease("b", Duration.ofSeconds(5), List.of(log, other), UNTOLD));
        journal.release(other, "a");
        assertEquals(Set.of(other), journal.lease("b", Duration.ofSeconds(5), List.of(log, other), UNTOLD));
        assertEquals(Set.of(log), journal.lease("a", Duration.ofSeconds(5), List.of(log, other), UNTOLD));
        assertEquals("b", journal.head(other).owner());
        assertEquals(Set.of(), journal.lease("a", Duration.ofSeconds(5), List.of(), UNTOLD));
    }

    @Test
    void aLeaseThatIsNotRenewedGoesToTheNextAndTheFormerOwnerIsRefused() {
        journal.lease("a", Duration.ofMillis(500), List.of(log), UNTOLD);
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));
        assertEquals(
                AppendOutcome.NOT_OWNER,
                journal.append(log, "b", FILE, chunks(at(10), 1, 10)).outcome());

        Await.until(
                "the lease is free",
                () -> journal.lease("b", Duration.ofSeconds(5), List.of(log), UNTOLD)
                        .contains(log));

        assertEquals(
                AppendOutcome.NOT_OWNER,
                journal.append(log, "a", FILE, chunks(at(10), 1, 10)).outcome());
        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "b", FILE, chunks(at(10), 1, 10)).outcome());
    }

    @Test
    void twoOwnersThatAppendAtOnceNeverBreakTheChain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier begin = new CyclicBarrier(2);
        List<Future<Integer>> both = new ArrayList<>();
        for (String owner : List.of("a", "b")) {
            both.add(threads.submit((Callable<Integer>) () -> {
                int added = 0;
                begin.await();
                Position position = at(0);
                for (int i = 0; i < 500; i++) {
                    int length = 1 + i % 13;
                    AppendResult appendResult = journal.append(log, owner, FILE, chunks(position, 3, length));
                    added += appendResult.count();
                    journal.release(log, owner); // the worst case: nobody ever keeps the lease
                    LogHead head = journal.head(log);
                    position = head.end();
                }
                return added;
            }));
        }
        int added = 0;
        for (Future<Integer> one : both) {
            added += one.get(50, TimeUnit.SECONDS);
        }
        threads.shutdown();

        List<LogEntry> read = journal.read(log, null, 10 << 20);
        for (int i = 1; i < read.size(); i++) {
            assertEquals(read.get(i - 1).end(), read.get(i).start());
        }
        assertEquals(at(0), read.get(0).start());
        assertEquals(added, read.size());
        assertEquals(at(0), read.get(0).start());
        for (int i = 1; i < read.size(); i++) {
            assertEquals(read.get(i - 1).end(), read.get(i).start());
        }
        assertEquals(read.get(read.size() - 1).end(), journal.head(log).end());
    }

    @Test
    void aRestartThatKeepsTheDataGoesUnnoticedByAQuietJournal() {
        journal.append(log, "a", FILE, chunks(at(0), 2, 10));
        redis.restart(true);

        Await.until("the next append", () -> {
            try {
                return journal.append(log, "a", FILE, chunks(at(20), 2, 10)).outcome() == AppendOutcome.ADDED;
            } catch (JournalException e) {
                return false; // the connection was not idle for long enough to be tried
            }
        });

        assertEquals(List.of(at(0), at(10), at(20), at(30)), starts(journal.read(log, null, 1 << 20)));
    }

    @Test
    void aRedisThatComesBackEmptyTakesTheLogOnWhereTheTailIs() {
        journal.append(log, "a", FILE, chunks(at(0), 2, 10));
        redis.restart(false);
        assertThrows(JournalException.class, () -> {
            for (int i = 0; i < 9; i++) {
                journal.head(log);
            }
            throw new JournalException("all connections were fresh", "", new IllegalStateException());
        });

        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "a", FILE, chunks(at(20), 2, 10)).outcome());

        assertEquals(List.of(at(20), at(30)), starts(journal.read(log, null, 1 << 20)));
    }

    @Test
    void aHeadThatWasLostIsRestoredToTheNewestThatAnyServerRemembersUntilSomebodyGoesOn() {
        LogTip older = new LogTip(at(999), FILE);
        LogTip newer = new LogTip(at(1000), FILE);
        journal.restore(log, newer);
        journal.restore(log, older);
        assertEquals(new LogHead(at(1000), FILE, Map.of(), null, null), journal.head(log));
        journal.restore(log, new LogTip(new Position(GENERATION + 1, 0), null));
        assertEquals(
                new LogHead(new Position(GENERATION + 1, 0), null, Map.of(GENERATION, FILE), null, null),
                journal.head(log));

        Position end = new Position(GENERATION + 1, 10);
        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "a", FILE, chunks(new Position(GENERATION + 1, 0), 1, 10))
                        .outcome());
        journal.restore(log, new LogTip(end.plus(5), FILE));
        assertEquals(end, journal.head(log).end());
    }

    @Test
    void namesMayHoldBracesSpacesNewlinesAndAnyLetter() {
        List<LogId> names = List.of(
                new LogId("a", "/b"),
                new LogId("a:/b", "/c"),
                new LogId("a", "/b:/c"),
                new LogId("}", "/}{"),
                new LogId("{x}", "/{y}/z"),
                new LogId("host with spaces", "/var/log/ü 日志\n.log"),
                new LogId("a%3A", "/b"));
        for (LogId name : names) {
            journal.append(
                    name,
                    "a",
                    FILE,
                    List.of(Chunk.of(
                            name.key(),
                            at(0),
                            false,
                            LineFeed.BYTE,
                            name.toString().getBytes(UTF_8),
                            0,
                            4)));
        }
        for (LogId name : names) {
            LogEntry entry = journal.read(name, null, 1 << 20).get(0);
            assertEquals(name.key(), ((Chunk) entry).key());
            assertEquals(at(4), journal.head(name).end());
        }
        assertEquals(Set.copyOf(names), journal.lease("a", Duration.ofSeconds(5), names, UNTOLD));
    }

    @Test
    void subscribersAreCountedForEachLog() {
        LogId other = new LogId("web-2", "/x");
        try (Jedis cli = redis.cli()) {
            cli.sendCommand(Command.SUBSCRIBE, "logs:{web-1:/var/log/app.log}");
            assertEquals(Map.of(log, 1, other, 0), journal.subscribers(List.of(log, other)));
        }
        assertEquals(Map.of(), journal.subscribers(List.of()));
    }

    @Test
    void aPausedRedisFailsEachCallInTimeEvenABigOneAndEvenOnesThatWaitForAConnection() throws Exception {
        journal.close();
        journal = journal(RedisSettingsBuilder.of(settings())
                .timeout(Duration.ofMillis(700))
                .connections(2)
                .build());
        journal.append(log, "a", FILE, chunks(at(0), 1, 10));
        List<LogEntry> big = chunks(at(10), 400, Chunk.MAX_PAYLOAD);
        redis.pause();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Long>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(threads.submit(() -> {
                    long begin = System.nanoTime();
                    JournalException e =
                            assertThrows(JournalException.class, () -> journal.append(log, "a", FILE, big));
                    assertTrue(
                            e.getMessage().startsWith("appending to web-1:/var/log/app.log failed: Redis at "),
                            e::getMessage);
                    assertTrue(e.getMessage().contains("127.0.0.1:" + redis.port()), e::getMessage);
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                }));
            }
            for (Future<Long> call : calls) {
                assertBetween(500, 1300, call.get(10, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
            redis.resume();
        }
        Await.until("it works again", () -> journal.head(log).end().compareTo(at(10)) >= 0);
    }

    @Test
    void aRedisThatIsGoneFailsAtOnceWithItsAddress() {
        journal.close();
        journal = journal(RedisSettings.at(new RedisNode("127.0.0.1", 1)));
        JournalException e = assertThrows(JournalException.class, () -> journal.head(log));
        assertEquals(
                "reading the head of web-1:/var/log/app.log failed: Redis at 127.0.0.1:1 can't be reached: Connection refused",
                e.getMessage());
    }

    @Test
    void aFullRedisSaysSo() {
        try (Jedis cli = redis.cli()) {
            cli.configSet("maxmemory", "1");
            JournalException e =
                    assertThrows(JournalException.class, () -> journal.append(log, "a", FILE, chunks(at(0), 1, 10)));
            assertTrue(e.getMessage().contains("is out of memory; check its maxmemory (OOM)"), e::getMessage);
            cli.configSet("maxmemory", "0");
        }
        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "a", FILE, chunks(at(0), 1, 10)).outcome());
    }

    @Test
    void aReplicaSaysSo() {
        try (Jedis cli = redis.cli()) {
            cli.replicaof("127.0.0.1", 1);
            JournalException e =
                    assertThrows(JournalException.class, () -> journal.append(log, "a", FILE, chunks(at(0), 1, 10)));
            assertTrue(e.getMessage().contains("(READONLY)") || e.getMessage().contains("(MASTERDOWN)"), e::getMessage);
            cli.replicaofNoOne();
        }
        assertEquals(
                AppendOutcome.ADDED,
                journal.append(log, "a", FILE, chunks(at(0), 1, 10)).outcome());
    }

    @Test
    void aWrongPasswordIsSaidButNotShown() {
        try (RedisServer locked = RedisServer.builder().password("right").start()) {
            RedisSettings settings = RedisSettings.at(new RedisNode("127.0.0.1", locked.port()));
            try (RedisJournal none = journal(settings);
                    RedisJournal wrong = journal(RedisSettingsBuilder.of(settings)
                            .login(new RedisSettings.RedisLogin(null, new Secret("wr0ng")))
                            .build());
                    RedisJournal right = journal(RedisSettingsBuilder.of(settings)
                            .login(new RedisSettings.RedisLogin(null, new Secret("right")))
                            .build())) {
                String message = assertThrows(JournalException.class, () -> none.head(log))
                        .getMessage();
                assertTrue(message.endsWith("requires a password, but none is configured (NOAUTH)"), message);
                message = assertThrows(JournalException.class, () -> wrong.head(log))
                        .getMessage();
                assertTrue(message.endsWith("rejects the configured password of user default (WRONGPASS)"), message);
                assertFalse(message.contains("wr0ng"));
                assertNull(right.head(log));
            }
        }
    }

    @Test
    void anAclUserNeedsTheKeysTheChannelsAndTheScripts() {
        try (RedisServer locked = RedisServer.builder()
                .user(
                        "onetail",
                        "s3cret",
                        "resetchannels &logs:* ~logs:* -@all +@connection +@read +@write +@pubsub +@scripting")
                .start()) {
            RedisSettings settings = RedisSettingsBuilder.of(
                            RedisSettings.at(new RedisNode("127.0.0.1", locked.port())))
                    .login(new RedisSettings.RedisLogin("onetail", new Secret("s3cret")))
                    .build();
            try (RedisJournal allowed = journal(settings)) {
                assertEquals(
                        AppendOutcome.ADDED,
                        allowed.append(log, "a", FILE, chunks(at(0), 1, 10)).outcome());
                assertNotNull(allowed.head(log));
                assertEquals(Map.of(log, 0), allowed.subscribers(List.of(log)));
            }
        }
    }

    @Test
    void aStreamEntryThatIsNotAnEntryIsNamed() {
        try (Jedis cli = redis.cli()) {
            cli.xadd(
                    "logs:{web-1:/var/log/app.log}:stream",
                    Map.of("e", "rubbish"),
                    XAddParams.xAddParams().id("5-5"));
        }
        JournalException e = assertThrows(JournalException.class, () -> journal.read(log, null, 1000));
        assertTrue(
                e.getMessage().startsWith("entry 5-5 of the stream of web-1:/var/log/app.log in Redis can't be read: "),
                e::getMessage);
    }

    @Test
    void theConnectionsAreNeverMoreThanConfigured() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            calls.add(threads.submit(() -> journal.head(log)));
        }
        for (Future<?> call : calls) {
            call.get(20, TimeUnit.SECONDS);
        }
        threads.shutdown();
        try (Jedis cli = redis.cli()) {
            long connections = cli.clientList()
                    .lines()
                    .filter(line -> line.contains(" name=onetail "))
                    .count();
            assertBetween(1, 8, connections);
            journal.close();
            Await.until("none is left", () -> !cli.clientList().contains(" name=onetail "));
        }
    }

    @Test
    void eventsBesideTheLogsAreBoundedAndReadBackwards() {
        RedisEvents events = journal.events("audit");
        assertEquals(List.of(), events.newest(null, 10));
        for (int i = 0; i < 20; i++) {
            int from = i * 100;
            events.add(
                    IntStream.range(from, from + 100)
                            .mapToObj(n -> "event " + n)
                            .toList(),
                    500);
        }
        List<RedisEvents.StreamEvent> newest = events.newest(null, 3);
        assertEquals(
                List.of("event 1999", "event 1998", "event 1997"),
                newest.stream().map(RedisEvents.StreamEvent::text).toList());
        assertEquals("event 1996", events.newest(newest.get(2).id(), 1).get(0).text());
        assertBetween(500, 700, events.newest(null, 2_000).size());
        assertEquals(
                List.of("event 1998", "event 1999"),
                events.after(newest.get(2).id(), 10).stream()
                        .map(RedisEvents.StreamEvent::text)
                        .toList());
        assertEquals(
                events.newest(null, 2_000).size(), events.after(null, 2_000).size());
        try (Jedis cli = redis.cli()) {
            assertEquals(Set.of("logs:audit"), cli.keys("*"));
        }
        redis.kill();
        try {
            assertThrows(JournalException.class, () -> events.newest(null, 1));
            assertThrows(JournalException.class, () -> events.add(List.of("x"), 10));
        } finally {
            redis.start(true);
        }
    }

    private static List<Position> starts(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::start).toList();
    }

    private static void assertBetween(long least, long most, long found) {
        assertTrue(found >= least && found <= most, () -> found + " is not from " + least + " to " + most);
    }
}
