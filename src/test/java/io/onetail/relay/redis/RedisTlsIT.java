package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.relay.redis.RedisSettings.TlsSettings;
import io.onetail.tail.Journal.AppendOutcome;
import io.onetail.tail.Journal.JournalException;
import io.onetail.testing.Await;
import io.onetail.testing.RedisServer;
import io.onetail.testing.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis with TLS, a user and a password, with a certificate of its own. */
@Timeout(60)
class RedisTlsIT {
    private static final String RULES =
            "resetchannels &logs:* ~logs:* -@all +@connection +@read +@write +@pubsub +@scripting";
    private static final LogId LOG = new LogId("web-1", "/var/log/app.log");

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;
    private static RedisServer redis;
    private static ScheduledExecutorService timer;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(directory, "IP:127.0.0.1");
        redis = RedisServer.builder()
                .tls(certificate)
                .user("onetail", "s3cret", RULES)
                .start();
        timer = Executors.newScheduledThreadPool(1);
    }

    @AfterAll
    static void end() {
        timer.shutdownNow();
        redis.close();
    }

    private static RedisSettings settings(TlsSettings tls) {
        return RedisSettingsBuilder.of(RedisSettings.at(new RedisNode("127.0.0.1", redis.port())))
                .login(new RedisLogin("onetail", new Secret("s3cret")))
                .tls(tls)
                .build();
    }

    private static List<LogEntry> chunk(long offset, int length) {
        return List.of(Chunk.of(LOG.key(), new Position(1, offset), false, LineFeed.BYTE, new byte[length], 0, length));
    }

    private static String failure(RedisSettings settings) {
        try (RedisJournal journal = new RedisJournal(settings, timer)) {
            return assertThrows(JournalException.class, () -> journal.head(LOG)).getMessage();
        }
    }

    @Test
    void appendingAndSubscribingWorkWithThePemCertificate() {
        RedisSettings settings = settings(new TlsSettings(certificate.certificate(), null));
        try (RunningSubscriber running = new RunningSubscriber(settings);
                RedisJournal journal = new RedisJournal(settings, timer)) {
            running.subscriber.subscribe(LOG);
            running.recordingListener.awaitSubscribed(LOG, 1);
            for (int i = 0; i < 20; i++) {
                assertEquals(
                        AppendOutcome.ADDED,
                        journal.append(LOG, "a", null, chunk((long) i * Chunk.MAX_PAYLOAD, Chunk.MAX_PAYLOAD))
                                .outcome());
            }
            Await.until("all have come", () -> running.recordingListener.messages(LOG) == 20);
            assertEquals(20, journal.read(LOG, null, 4 << 20).size());
            assertEquals(List.of(), running.recordingListener.downs);
        }
    }

    @Test
    void aPkcs12StoreWithItsPasswordWorks() {
        TlsSettings store = new TlsSettings(certificate.store(), new Secret(TestCertificate.STORE_PASSWORD));
        try (RedisJournal journal = new RedisJournal(settings(store), timer)) {
            assertNull(journal.head(new LogId("never", "seen")));
        }
        String message = failure(settings(new TlsSettings(certificate.store(), new Secret("wrong-password"))));
        assertTrue(message.contains("the trust store " + certificate.store() + " can't be used: "), message);
        assertFalse(message.contains("wrong-password"), message);
    }

    @Test
    void aCertificateThatNobodyVouchesForOrForAnotherHostIsRefused() {
        String message = failure(settings(new TlsSettings(null, null)));
        assertTrue(message.contains("unable to find valid certification path"), message);
        RedisSettings otherName = RedisSettingsBuilder.of(RedisSettings.at(new RedisNode("localhost", redis.port())))
                .tls(new TlsSettings(certificate.certificate(), null))
                .build();
        message = failure(otherName);
        assertTrue(message.contains("localhost"), message);
    }

    @Test
    void aServerWithoutTlsAndAServerThatExpectsItAreSaid() {
        String message = failure(settings(null));
        assertTrue(message.startsWith("reading the head of web-1:/var/log/app.log failed: Redis at "), message);
        try (RedisServer plain = RedisServer.start()) {
            message = failure(RedisSettingsBuilder.of(RedisSettings.at(new RedisNode("127.0.0.1", plain.port())))
                    .tls(new TlsSettings(certificate.certificate(), null))
                    .build());
            assertTrue(message.contains("127.0.0.1:" + plain.port()), message);
        }
    }

    @Test
    void aPausedServerFailsInTime() {
        RedisSettings settings = RedisSettingsBuilder.of(settings(new TlsSettings(certificate.certificate(), null)))
                .timeout(Duration.ofMillis(700))
                .build();
        try (RedisJournal journal = new RedisJournal(settings, timer);
                RedisJournal fresh = new RedisJournal(settings, timer)) {
            journal.head(LOG);
            redis.pause();
            for (RedisJournal one : List.of(journal, fresh)) {
                long begin = System.nanoTime();
                JournalException e = assertThrows(
                        JournalException.class, () -> one.append(LOG, "a", null, chunk(0, Chunk.MAX_PAYLOAD)));
                assertTrue(e.getMessage().contains("did not answer within 700 ms"), e::getMessage);
                assertTrue(System.nanoTime() - begin < Duration.ofMillis(1300).toNanos());
            }
        } finally {
            redis.resume();
        }
    }
}
