package io.onetail.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
    private static final LogId LOG = new LogId("web-1", "/var/log/app.log");
    private static final Position START = new Position(1_700_000_000_000L, 1L << 40);

    private static Chunk chunk(Position start, boolean continues, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Chunk.of(LOG.key(), start, continues, LineFeed.BYTE, bytes, 0, bytes.length);
    }

    private static String text(Chunk chunk) {
        return new String(chunk.frame(), Chunk.HEADER, chunk.length(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theKeyIsTheFirstEightBytesOfTheHashOverHostZeroSource() throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest("web-1\0/var/log/app.log".getBytes(StandardCharsets.UTF_8));
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            hex.append(String.format("%02x", hash[i]));
        }
        assertEquals(hex.toString(), LOG.keyHex());
        assertEquals(Long.parseUnsignedLong(hex.toString(), 16), LOG.key());
    }

    @Test
    void aLogNeedsANameWithoutZeroBytes() {
        assertThrows(IllegalArgumentException.class, () -> new LogId("", "x"));
        assertThrows(IllegalArgumentException.class, () -> new LogId("x", ""));
        assertThrows(IllegalArgumentException.class, () -> new LogId("a\0b", "x"));
        assertThrows(IllegalArgumentException.class, () -> new LogId("a", "b\0x"));
    }

    @Test
    void theHeaderIsLaidOutAsTheProtocolSays() {
        Chunk chunk = chunk(new Position(0x0102030405060708L, 0x1112131415161718L), true, "a\nb\r\n\0c");
        byte[] frame = chunk.frame();
        assertEquals(1, frame[0]);
        assertEquals(3, frame[1]);
        assertArrayEquals(new byte[] {0, 32, 0, 0, 0, 2}, java.util.Arrays.copyOfRange(frame, 2, 8));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, java.util.Arrays.copyOfRange(frame, 16, 24));
        assertArrayEquals(
                new byte[] {0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18},
                java.util.Arrays.copyOfRange(frame, 24, 32));
        assertEquals("a\nb\r\n\0c", text(chunk));
        assertEquals(LOG.key(), Chunk.wrap(frame).key());
        assertEquals(chunk.start().plus(7), chunk.end());
    }

    @Test
    void flagsSayWhetherLinesGoOnBeforeAndAfter() {
        assertFalse(chunk(START, false, "a\n").continues());
        assertFalse(chunk(START, false, "a\n").incomplete());
        assertTrue(chunk(START, true, "a").continues());
        assertTrue(chunk(START, true, "a").incomplete());
    }

    @Test
    void aPartOfAChunkHasItsOwnFlagsAndCounts() {
        Chunk chunk = chunk(START, false, "ab\ncd\nef");
        Chunk rest = chunk.from(START.plus(3));
        assertEquals("cd\nef", text(rest));
        assertFalse(rest.continues());
        assertEquals(1, rest.lineFeeds());
        assertTrue(chunk.from(START.plus(4)).continues());
        assertSame(chunk, chunk.from(START));
        assertSame(chunk, chunk.until(chunk.end()));
        Chunk begin = chunk.until(START.plus(4));
        assertEquals("ab\nc", text(begin));
        assertTrue(begin.incomplete());
        assertThrows(IllegalArgumentException.class, () -> chunk.from(chunk.end()));
        assertThrows(IllegalArgumentException.class, () -> chunk.from(new Position(1, 0)));
    }

    @Test
    void lineFeedsAreCountedWhereverTheyAreAndWhateverIsBesideThem() {
        Random random = new Random(1);
        byte[] alike = {'\n', '\n', '\n' - 1, '\n' + 1, (byte) ('\n' | 0x80), 0, (byte) 0xff, 'a'};
        for (int length = 1; length < 100; length++) {
            byte[] bytes = new byte[length];
            int lineFeeds = 0;
            for (int i = 0; i < length; i++) {
                bytes[i] = alike[random.nextInt(alike.length)];
                lineFeeds += bytes[i] == '\n' ? 1 : 0;
            }
            assertEquals(
                    lineFeeds,
                    Chunk.of(1, START, false, LineFeed.BYTE, bytes, 0, length).lineFeeds(),
                    "length " + length);
        }
    }

    @Test
    void joinedChunksAreOneWithTheFlagsOfBothEnds() {
        Chunk one = chunk(START, true, "a\nb");
        Chunk two = chunk(one.end(), true, "c\nd\n");
        Chunk joined = Chunk.join(List.of(one, two));
        assertEquals("a\nbc\nd\n", text(joined));
        assertEquals(3, joined.lineFeeds());
        assertTrue(joined.continues());
        assertFalse(joined.incomplete());
        assertEquals(START, joined.start());
        assertEquals(two.end(), joined.end());
        assertEquals("a\nb", text(one));
    }

    @Test
    void whatIsNotAChunkIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Chunk.wrap(new byte[32]));
        assertThrows(IllegalArgumentException.class, () -> Chunk.wrap(new byte[64]));
        assertThrows(IllegalArgumentException.class, () -> Chunk.wrap(new byte[Chunk.MAX_FRAME + 1]));
        assertThrows(IllegalArgumentException.class, () -> chunk(START, false, ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> Chunk.of(1, START, false, LineFeed.BYTE, new byte[70000], 0, 65536 - 31));
        assertEquals(
                Chunk.MAX_FRAME,
                Chunk.of(1, START, false, LineFeed.BYTE, new byte[70000], 0, 65536 - 32)
                        .frame()
                        .length);
        byte[] negative = chunk(START, false, "a\n").frame().clone();
        negative[24] = (byte) 0xff;
        assertThrows(IllegalArgumentException.class, () -> WireCodec.decode(negative));
    }

    @Test
    void whatGoesOverTheWireComesBack() {
        Chunk chunk = chunk(START, true, "a\0\n");
        assertArrayEquals(chunk.frame(), ((Chunk) WireCodec.decode(WireCodec.encode(chunk))).frame());
        Mark gap = Mark.gap(START, new Position(Long.MAX_VALUE, 7), Mark.SLOW);
        assertEquals(gap, WireCodec.decode(WireCodec.encode(gap)));
        Mark mark = Mark.generation(START, START.generation() + 1, Mark.ROTATED);
        assertEquals(mark, WireCodec.decode(WireCodec.encode(mark)));
        for (LogState state : List.of(
                LogState.connecting("A \"reason\" in Köln."),
                LogState.live(START, "1:2/256/abc", Set.of()),
                LogState.live(START, "1:2/256/abc", Set.of(ReaderLimitation.LATE, ReaderLimitation.ORDER)),
                LogState.live(START, null, Set.of()),
                LogState.reconnecting("x"),
                LogState.ended("y"),
                LogState.failed(new LogException(FailureCode.HOST_KEY, "z")))) {
            assertEquals(state, WireCodec.decode(WireCodec.encode(state)));
        }
    }

    @Test
    void whatANewerServerSaysIsLackingBesidesIsPassedOver() {
        String newer = "{\"type\":\"state\",\"state\":\"live\",\"lacks\":[\"future\",\"cut\"]}";
        LogState state = (LogState) WireCodec.decode(newer.getBytes(StandardCharsets.UTF_8));
        assertEquals(Set.of(ReaderLimitation.CUT), state.lacks());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"gap\"}",
                "{\"type\":\"gap\",\"from\":1,\"to\":2,\"reason\":\"x\"}",
                "{\"type\":\"state\",\"state\":\"odd\"}",
                "{\"type\":\"state\",\"state\":\"live\",\"at\":{}}",
                "{\"type\":\"gap\",\"from\":{\"generation\":2,\"offset\":0},\"to\":{\"generation\":1,\"offset\":0},"
                        + "\"reason\":\"x\"}",
                "\u0001short"
            })
    void whatIsNotAMessageIsRefusedAsOne(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThrows(IllegalArgumentException.class, () -> WireCodec.decode(bytes));
    }

    @Test
    void numbersAreExactWhateverTheirSize() {
        Position large = new Position(Long.MAX_VALUE, (1L << 53) + 1);
        assertEquals(
                "{\"generation\":\"9223372036854775807\",\"offset\":\"9007199254740993\"}",
                WireCodec.position(large).toString());
        assertEquals(large, WireCodec.position(WireCodec.position(large)));
        assertEquals(
                "{\"generation\":9007199254740992,\"offset\":0}",
                WireCodec.position(new Position(1L << 53, 0)).toString());
    }

    private static LogException refused(String text) {
        LogException e = assertThrows(LogException.class, () -> ClientMessage.parse(text));
        assertEquals(FailureCode.BAD_REQUEST, e.failure());
        return e;
    }

    private static ClientMessage.StartFrom from(String json) throws LogException {
        String message = "{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\",\"source\":\"/s\",\"from\":" + json + "}";
        return ((ClientMessage.OpenView) ClientMessage.parse(message)).from();
    }

    @Test
    void aClientMayBeginWhereTheProtocolSays() throws LogException {
        assertEquals(new ClientMessage.StartFrom.FromLastLines(7), from("{\"last\":7}"));
        assertEquals(new ClientMessage.StartFrom.FromLastLines(0), from("{\"last\":0}"));
        assertEquals(new ClientMessage.StartFrom.FromEnd(), from("\"end\""));
        assertEquals(
                new ClientMessage.StartFrom.FromPosition(new Position(Long.MAX_VALUE, 3)),
                from("{\"generation\":\"9223372036854775807\",\"offset\":3}"));
        ClientMessage.OpenView open = (ClientMessage.OpenView)
                ClientMessage.parse("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\",\"source\":\"/s\",\"odd\":1}");
        assertEquals(new ClientMessage.StartFrom.FromLastLines(200), open.from());
        assertEquals(new LogId("h", "/s"), open.log());
        assertEquals(new ClientMessage.PauseView("v"), ClientMessage.parse("{\"type\":\"pause\",\"view\":\"v\"}"));
        assertEquals(new ClientMessage.ResumeView("v"), ClientMessage.parse("{\"type\":\"resume\",\"view\":\"v\"}"));
        assertEquals(new ClientMessage.PingServer(), ClientMessage.parse("{\"type\":\"ping\"}"));
        assertEquals(new ClientMessage.CloseView("v"), ClientMessage.parse("{\"type\":\"close\",\"view\":\"v\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"begin\"",
                "[]",
                "{}",
                "{\"last\":-1}",
                "{\"last\":1.5}",
                "{\"last\":\"7\"}",
                "{\"last\":10001}",
                "{\"last\":1e999999999}",
                "{\"last\":4294967296}",
                "{\"generation\":1}",
                "{\"generation\":-1,\"offset\":0}",
                "{\"generation\":\"x\",\"offset\":0}",
                "{\"generation\":1.5,\"offset\":0}",
                "{\"generation\":1e400000000,\"offset\":0}",
                "{\"generation\":\"9223372036854775808\",\"offset\":0}"
            })
    void anyOtherStartIsRefused(String json) {
        LogException e = assertThrows(LogException.class, () -> from(json));
        assertEquals(FailureCode.BAD_REQUEST, e.failure());
    }

    @Test
    void hostileMessagesAreRefusedWithASentence() {
        refused("");
        refused("not JSON");
        refused("[1]");
        refused("{\"type\":\"close\"}");
        refused("{\"type\":\"shout\",\"view\":\"v\"}");
        refused("{\"type\":\"close\",\"view\":7}");
        refused("{\"type\":\"close\",\"view\":\"" + "v".repeat(101) + "\"}");
        refused("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\\u0000\",\"source\":\"s\"}");
        refused("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\"}");
        for (String broken : List.of("type", "view", "host", "source")) {
            refused("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\",\"source\":\"s\"}"
                    .replaceFirst("(\"" + broken + "\":\"\\w+)", "$1\\\\ud800"));
        }
        refused("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
        String digits = "1".repeat(20_000);
        refused("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\",\"source\":\"s\",\"from\":{\"last\":" + digits
                + "}}");
        refused("{\"type\":\"open\",\"view\":\"v\",\"host\":\"h\",\"source\":\"s\",\"from\":{\"generation\":" + digits
                + ",\"offset\":0}}");
    }

    @Test
    void theViewOfARefusedMessageIsKnownIfItNamesOne() {
        assertEquals("v", ClientMessage.viewIn("{\"type\":\"odd\",\"view\":\"v\"}"));
        assertNull(ClientMessage.viewIn("{\"type\":\"odd\"}"));
        assertNull(ClientMessage.viewIn("{\"view\":\"\\ud800\"}"));
        assertNull(ClientMessage.viewIn("{\"view\":7}"));
        assertNull(ClientMessage.viewIn("nonsense"));
    }

    @Test
    void theServersMessagesAreAsTheProtocolSays() {
        assertEquals(
                "{\"type\":\"opened\",\"view\":\"v\",\"key\":\"" + LOG.keyHex()
                        + "\",\"charset\":\"UTF-8\",\"generation\":5,\"offset\":6}",
                ServerMessage.opened("v", LOG, "UTF-8", new Position(5, 6)));
        assertEquals(
                "{\"type\":\"state\",\"view\":\"v\",\"state\":\"live\",\"reason\":null}",
                ServerMessage.state("v", LogState.live(START, "file", Set.of())));
        assertEquals(
                "{\"type\":\"state\",\"view\":\"v\",\"state\":\"live\",\"reason\":null,\"lacks\":[\"order\",\"outputs\"]}",
                ServerMessage.state(
                        "v", LogState.live(START, "file", Set.of(ReaderLimitation.OUTPUTS, ReaderLimitation.ORDER))));
        assertEquals(
                "{\"type\":\"error\",\"view\":\"v\",\"code\":\"not-found\",\"message\":\"No.\"}",
                ServerMessage.state("v", LogState.failed(new LogException(FailureCode.NOT_FOUND, "No."))));
        assertEquals(
                "{\"type\":\"gap\",\"view\":\"v\",\"from\":{\"generation\":5,\"offset\":6},"
                        + "\"to\":{\"generation\":5,\"offset\":9},\"reason\":\"slow\"}",
                ServerMessage.mark("v", Mark.gap(new Position(5, 6), new Position(5, 9), Mark.SLOW)));
        assertEquals(
                "{\"type\":\"generation\",\"view\":\"v\",\"generation\":6,\"reason\":\"truncated\"}",
                ServerMessage.mark("v", Mark.generation(new Position(5, 6), 6, Mark.TRUNCATED)));
        assertEquals(
                "{\"type\":\"error\",\"view\":null,\"code\":\"bad-request\",\"message\":\"x\"}",
                ServerMessage.error(null, FailureCode.BAD_REQUEST, "x"));
    }

    @Test
    void aMarkMustLeadForward() {
        assertThrows(IllegalArgumentException.class, () -> Mark.gap(START, START, Mark.SLOW));
        assertThrows(IllegalArgumentException.class, () -> Mark.generation(START, START.generation(), Mark.ROTATED));
    }

    @Test
    void failuresHaveTheProtocolsCodes() {
        assertEquals("host-key", FailureCode.HOST_KEY.code());
        assertEquals("beyond", FailureCode.BEYOND.code());
        assertEquals(FailureCode.AUTH_FAILED, FailureCode.of("auth-failed"));
    }
}
