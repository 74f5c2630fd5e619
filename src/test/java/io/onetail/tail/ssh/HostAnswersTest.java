package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a host says, the result is the truth, nothing, or a sentence. */
class HostAnswersTest {
    private static final int SEEDS = 300;
    private static final String TYPES = "HTEZFXBILDOCNSVW?";

    /** Parts of true answers, and what an odd or hostile host may put in their place. */
    private static final String[] WORDS = {
        "not-found",
        "denied",
        "nonsense",
        "",
        "/v/a.log",
        "/v/b.log",
        "/",
        "a",
        "/v/\n.log",
        "12:34",
        "12",
        ":",
        "1/2:3",
        "0",
        "1",
        "4096",
        "-1",
        "+7",
        "9000000000000000000",
        "99999999999999999999999999",
        "1e9",
        "1e999999999",
        "1700000000.123456789",
        "1700000000,5",
        ".",
        "0x10",
        "NaN",
        "٣",
        "\uFFFD",
        "\u001b[31m",
        "first",
        "cut",
        "/v/a.log (deleted)"
    };

    private final Random random = new Random(1);
    private final SshWorkers workers = new SshWorkers(Thread::new, Thread::new);
    private final FakePeer peer = new FakePeer();
    private final SshHostReader reader = new SshHostReader(
            new SshHostReader.ReaderSettings(
                    "web-1",
                    ReaderKind.AUTO,
                    false,
                    "app",
                    LinkTimeouts.of(Duration.ofSeconds(5), Duration.ofSeconds(60))),
            peer,
            List.of("/v/*.log"),
            path -> path.equals("/v/a.log"),
            workers);

    @AfterEach
    void close() {
        reader.close();
        workers.close();
    }

    private byte[] frame(long id) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int fields = random.nextInt(12); fields > 0; fields--) {
            if (random.nextInt(10) == 0) {
                byte[] noise = new byte[random.nextInt(8)];
                random.nextBytes(noise);
                payload.writeBytes(noise);
            } else {
                payload.writeBytes(WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
            }
            if (random.nextInt(12) != 0) {
                payload.write(0);
            }
        }
        return Frames.of(TYPES.charAt(random.nextInt(TYPES.length())), id, payload.toByteArray());
    }

    private interface Asking {
        void ask() throws LogException, InterruptedException;
    }

    /** Sends a request, answers at random until it is over, and returns the refusal. */
    private @Nullable LogException answered(String verb, Asking asking) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                asking.ask();
            } catch (LogException | InterruptedException | RuntimeException | Error e) {
                failure.set(e);
            }
        });
        thread.start();
        long id = peer.id(verb);
        for (int frames = random.nextInt(3); frames > 0; frames--) {
            peer.say(frame(id));
        }
        peer.say(Frames.texts('Z', id));
        thread.join(10_000);
        assertTrue(!thread.isAlive());
        Throwable thrown = failure.get();
        if (thrown instanceof LogException refused) {
            assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl), refused.getMessage());
            return refused;
        }
        assertEquals(null, thrown);
        return null;
    }

    @Test
    void noAnswerToALookIsMoreThanARefusal() throws InterruptedException {
        for (int i = 0; i < SEEDS; i++) {
            answered("look", () -> {
                FileInfo info = reader.look("/v/a.log");
                assertTrue(info.path().startsWith("/"), info.path());
                assertEquals(info.id(), FileId.parse(info.id().toString()), "it can be stored");
            });
        }
    }

    @Test
    void noAnswerToAListIsMoreThanWhatWasAskedFor() throws InterruptedException {
        for (int i = 0; i < SEEDS; i++) {
            answered("list", () -> {
                for (FoundFile file : reader.find(List.of("/v/*.log"), 100)) {
                    assertTrue(file.path().matches("(?s)/v/[^/]*\\.log"), file.path());
                    assertTrue(file.size() >= 0);
                    assertTrue(file.modified().toString().matches("\\d{4}-.*"), file.toString());
                }
            });
        }
    }

    @Test
    void noAnswerToAReadIsMoreThanNothingOrARefusal() throws InterruptedException {
        for (int i = 0; i < SEEDS; i++) {
            answered("range", () -> {
                var range = reader.ofNode("/v/a.log", "/v/a.log", "12:34", false, 0, 2);
                assertTrue(range == null || range.bytes().length <= 2);
            });
        }
    }
}
