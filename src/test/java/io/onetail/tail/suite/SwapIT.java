package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A user who may write where a log is keeps replacing its name, or its directory's, by a link to a secret or by a FIFO, as fast as
 * possible, while the log is opened thousands of times. The allowed file contains small letters, the secret capitals.
 */
class SwapIT extends ReaderCases {
    private static final int OPENINGS = 10_000 * ReaderSuite.SCALE;
    private static final String LINE = "for everybody\n";

    private Path inner;
    private Path log;
    private Path kept;
    private Path secrets;
    private Path secret;
    private int seen;
    private int leaked;
    private volatile boolean over;
    private volatile IOException broken;

    private interface Swap {
        void once() throws IOException;
    }

    @Override
    List<String> globs() {
        return List.of(directory + "/in/*.log");
    }

    @BeforeEach
    void lay() throws IOException {
        inner = Files.createDirectory(directory.resolve("in"));
        log = inner.resolve("app.log");
        kept = Files.writeString(directory.resolve("kept"), LINE);
        Files.createLink(log, kept);
        secrets = Files.createDirectory(root.resolve("secrets"));
        secret = Files.writeString(secrets.resolve("app.log"), "SECRET\n");
    }

    @Test
    void aLinkInPlaceOfTheNameLeadsNowhere() throws Exception {
        whileSwapping(
                () -> {
                    replace(link -> Files.createSymbolicLink(link, secret));
                    dwell();
                    replace(link -> Files.createLink(link, kept));
                    dwell();
                },
                OPENINGS);
    }

    @Test
    void aLinkInPlaceOfTheDirectoryLeadsNowhere() throws Exception {
        Path away = directory.resolve("away");
        Path link = Files.createSymbolicLink(directory.resolve("link"), secrets);
        whileSwapping(
                () -> {
                    Files.move(inner, away);
                    Files.move(link, inner);
                    dwell();
                    Files.move(inner, link);
                    Files.move(away, inner);
                    dwell();
                },
                OPENINGS);
    }

    @Test
    void aFifoInPlaceOfTheNameHoldsNothingUp() throws Exception {
        Path fifo = Fifo.make(directory.resolve("fifo"));
        whileSwapping(
                () -> {
                    replace(link -> Files.createLink(link, fifo));
                    dwell();
                    replace(link -> Files.createLink(link, kept));
                    dwell();
                },
                OPENINGS / 2);
    }

    private interface Maker {
        void make(Path path) throws IOException;
    }

    private void replace(Maker maker) throws IOException {
        Path beside = directory.resolve("beside");
        maker.make(beside);
        Files.move(beside, log, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void dwell() {
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(200_000);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private void whileSwapping(Swap swap, int openings) throws Exception {
        int atOnce = times(200, 20);
        int times = times(openings, 100);
        Thread swapper = new Thread(() -> {
            try {
                while (!over) {
                    swap.once();
                }
            } catch (IOException e) {
                broken = e;
            }
        });
        swapper.start();
        try {
            for (int done = 0; done < times; done += atOnce) {
                look(atOnce);
                follow();
                read();
            }
        } finally {
            over = true;
            swapper.join();
        }
        if (broken != null) {
            throw broken;
        }
        assertEquals(0, leaked);
        assertTrue(seen > times / 100, "it was seen only " + seen + " times");
    }

    private void look(int atOnce) throws Exception {
        for (FileLook look : reader.look(log.toString(), Collections.nCopies(atOnce, log.toString()), 100, false)) {
            if (look.found() != null) {
                count(new String(look.found().head(), StandardCharsets.UTF_8));
            }
        }
    }

    private void follow() {
        UncheckedFollow uncheckedFollow = UncheckedFollow.follow(reader, log);
        uncheckedFollow.feed();
        io.onetail.testing.Await.until(
                "a life or a reason", () -> uncheckedFollow.lifeCount() > 0 || uncheckedFollow.failure() != null);
        uncheckedFollow.close();
        for (int life = 0; life < uncheckedFollow.lifeCount(); life++) {
            count(new String(uncheckedFollow.life(life).file().head(), StandardCharsets.UTF_8));
            count(uncheckedFollow.text(life));
        }
    }

    private void read() throws InterruptedException {
        try {
            byte[] bytes =
                    reader.read(log.toString(), reader.look(log.toString()).id(), 0, 100);
            if (bytes != null) {
                count(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (LogException e) {
            // refused, as it should be
        }
    }

    private void count(String text) {
        if (text.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            leaked++;
        } else if (text.equals(LINE)) {
            seen++;
        }
    }
}
