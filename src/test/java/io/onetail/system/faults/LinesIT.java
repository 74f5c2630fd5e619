package io.onetail.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerTrio;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of every shape reach a viewer of a real server as they are in the file. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinesIT {
    private static final long GIB = 1L << 30;
    private static ServerTrio trio;

    @BeforeAll
    static void start() throws Exception {
        trio = ServerTrio.start("lines", 1, Map.of());
    }

    @AfterAll
    static void end() {
        trio.close();
    }

    @Test
    void longLinesCarriageReturnsNulBytesAndALineWithoutAnEndComeAsTheyAre() throws Exception {
        shown("shapes.log", "first\n", "x".repeat(300_000) + "\n", "dos\r\nlines\r\n", "a\0b\0\n\n\n", "no end");
    }

    @Test
    void aLineThatIsWrittenInPiecesIsNotShownTwice() throws Exception {
        shown("pieces.log", "first\n", "one ", "two ", "three ", "four", " five\n", "next\n");
    }

    @Test
    void bytesOfAnyCharsetAreNotTouched() throws Exception {
        String text = "\u65e5\u5fd7\u884c\n";
        for (String charset : List.of("GBK", "Shift_JIS", "ISO-8859-1", "UTF-16LE")) {
            Path log = trio.log(charset + ".log");
            ServerFixture.append(log, "first\n");
            try (LiveClient viewer = view(log)) {
                ServerFixture.append(log, text, Charset.forName(charset));
                byte[] all = Files.readAllBytes(log);
                Await.until(charset, () -> viewer.bytes().length == all.length);
                assertEquals(
                        new String(all, Charset.forName("ISO-8859-1")),
                        new String(viewer.bytes(), Charset.forName("ISO-8859-1")));
            }
        }
    }

    @Test
    void aGibibyteInOneLineLeavesTheServersMemoryAsItWas() throws Exception {
        Path log = trio.log("gibibyte.log");
        ServerFixture.append(log, "x".repeat(10_000) + "\n");
        Counter counter = new Counter();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws" + trio.base(0).toString().substring(4) + "live"), counter)
                .join();
        socket.sendText(
                        "{\"type\":\"open\",\"view\":\"v\",\"host\":\"" + ServerTrio.HOST + "\",\"source\":\"" + log
                                + "\",\"from\":{\"last\":10}}",
                        true)
                .join();
        Await.until("the view is open", Duration.ofSeconds(20), () -> counter.at() == 10_001);
        long before = residentKilobytes();

        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(GIB - 1); // sparse, so it needs no disk space
            file.seek(GIB - 1);
            file.write('\n');
        }

        Await.until("the end of it", Duration.ofMinutes(3), () -> counter.at() == GIB);
        long more = residentKilobytes() - before;
        System.out.println("1 GiB in one line: " + counter.came + " bytes came, " + counter.gaps
                + " in announced gaps; the server's memory grew by " + more / 1024 + " MiB");
        assertEquals("", counter.wrong);
        assertTrue(more < 300 * 1024, more + " KiB more");
        socket.abort();
    }

    private static void shown(String name, String... pieces) throws Exception {
        Path log = trio.log(name);
        ServerFixture.append(log, pieces[0]);
        try (LiveClient viewer = view(log)) {
            for (int i = 1; i < pieces.length; i++) {
                ServerFixture.append(log, pieces[i]);
                Thread.sleep(400);
            }
            String all = String.join("", pieces);
            Await.until(all.length() + " bytes", Duration.ofSeconds(20), () -> viewer.bytes().length >= all.length());
            assertEquals(all, new String(viewer.bytes(), UTF_8));
            assertEquals(List.of(), viewer.violations());
        }
    }

    private static LiveClient view(Path log) throws Exception {
        return LiveClient.connect(trio.base(0)).view(ServerTrio.HOST, log.toString(), 100);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + trio.servers().get(0).pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Counts the bytes of its one view and keeps none. */
    private static final class Counter implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private int part; // received bytes of the frame's header
        private final ByteBuffer header = ByteBuffer.allocate(32);
        private long at;
        long came;
        long gaps;
        String wrong = "";

        synchronized long at() {
            return at;
        }

        @Override
        public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject json =
                        Json.createReader(new StringReader(text.toString())).readObject();
                text.setLength(0);
                if (json.getString("type").equals("gap")) {
                    long to = Long.parseLong(
                            json.getJsonObject("to").get("offset").toString().replace("\"", ""));
                    gaps += to - at;
                    at = to;
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            while (part < 32 && data.hasRemaining()) {
                header.put(part++, data.get());
                if (part == 32 && header.getLong(24) != at) {
                    wrong = "a chunk at " + header.getLong(24) + " where " + at + " was due";
                }
            }
            came += data.remaining();
            at += data.remaining();
            if (last) {
                part = 0;
            }
            from.request(1);
            return null;
        }
    }
}
