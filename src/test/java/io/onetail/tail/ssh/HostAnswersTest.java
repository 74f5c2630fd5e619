package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a host says, the answer is the truth, nothing, or a sentence. */
class HostAnswersTest {
    private static final int SEEDS = 20_000;

    /** What a true answer is made of, and what a host that is odd or hostile may put in its place. */
    private static final String[] WORDS = {
        "ok",
        "file",
        "gone",
        "missing",
        "denied",
        "nonsense",
        "",
        "/v/a.log",
        "/v/b.log",
        "/",
        "//",
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
        "-9000000000000000000",
        "99999999999999999999999999",
        "1e9",
        "1e999999999",
        "1700000000.123456789",
        "1700000000,5",
        "1.",
        ".",
        "-.5",
        "0x10",
        "NaN",
        "٣",
        "6162",
        "616",
        "zz",
        "\uFFFD",
        " ",
        "/v/a.log (deleted)"
    };

    private final Random random = new Random(1);

    private Exec.Result answer() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (int fields = random.nextInt(12); fields > 0; fields--) {
            if (random.nextInt(10) == 0) {
                byte[] noise = new byte[random.nextInt(8)];
                random.nextBytes(noise);
                output.writeBytes(noise);
            } else {
                output.writeBytes(WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
            }
            if (random.nextInt(12) != 0) {
                output.write(0);
            }
        }
        return new Exec.Result(
                output.toByteArray(), random.nextInt(8) != 0, random.nextInt(4) - 1, "\u001b[31moh\nno", true);
    }

    @Test
    void noAnswerToALookIsMoreThanARefusal() {
        for (int i = 0; i < SEEDS; i++) {
            try {
                FileInfo info = Probe.read("web-1", "/v/a.log", "app", answer());
                assertTrue(info.path().startsWith("/"), info.path());
                assertTrue(info.size() >= 0);
                assertEquals(info.id(), FileId.parse(info.id().toString()), "it can be kept");
            } catch (LogException e) {
                assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
            }
        }
    }

    @Test
    void noFileOfAListKeepsTheOthersFromBeingListed() {
        for (int i = 0; i < SEEDS; i++) {
            for (FoundFile file : new Finder(List.of("/v/*.log")).read(answer().output(), 100)) {
                assertTrue(file.size() >= 0);
                assertTrue(file.modified().toString().matches("\\d{4}-.*"), file.toString());
            }
        }
        byte[] some =
                "/v/a.log\0-5\0001\000/v/b.log\0007\0009000000000000000000\000/v/c.log\0008\000x\000/v/d.log\0009\000-9000000000000000000\000"
                        .getBytes(StandardCharsets.UTF_8);
        assertEquals(
                List.of("/v/b.log 9999-12-31T23:59:59Z", "/v/d.log 0001-01-01T00:00:00Z"),
                new Finder(List.of("/v/*.log"))
                        .read(some, 100).stream()
                                .map(file -> file.path() + " " + file.modified())
                                .toList());
    }

    @Test
    void noAnswerToAReadIsMoreThanNothingOrARefusal() throws InterruptedException {
        FileId id = FileId.of("12:34", "ab".getBytes(StandardCharsets.UTF_8));
        Ranges ranges = new Ranges((most, script, arguments) -> answer(), path -> path.equals("/v/a.log"));
        for (int i = 0; i < SEEDS; i++) {
            try {
                ranges.read("/v/a.log", id, 0, 2);
            } catch (LogException e) {
                assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
            }
        }
    }
}
