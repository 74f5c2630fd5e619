package io.onetail.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.testing.GoldenFile;
import jakarta.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that the page's tests read too. */
class GoldenChunksTest {
    static List<JsonObject> chunks() {
        return GoldenFile.cases(GoldenChunksTest.class, "golden-chunks.json", "chunks");
    }

    static List<JsonObject> refused() {
        return GoldenFile.cases(GoldenChunksTest.class, "golden-chunks.json", "refused");
    }

    private static byte[] frame(JsonObject one) {
        return HexFormat.of().parseHex(one.getString("frame").replaceAll("[ |]", ""));
    }

    private static Position start(JsonObject one) {
        return new Position(Long.parseLong(one.getString("generation")), Long.parseLong(one.getString("offset")));
    }

    private static LineFeed lineFeed(JsonObject one) {
        return switch (one.getString("charset", "")) {
            case "utf-16le" -> LineFeed.UTF_16LE;
            case "utf-16be" -> LineFeed.UTF_16BE;
            default -> LineFeed.BYTE;
        };
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void aChunkIsWrittenByteByByteAsItStandsThere(JsonObject one) {
        byte[] frame = frame(one);
        Chunk chunk = Chunk.of(
                Long.parseUnsignedLong(one.getString("key"), 16),
                start(one),
                one.getBoolean("continues"),
                lineFeed(one),
                frame,
                Chunk.HEADER,
                frame.length - Chunk.HEADER);

        assertArrayEquals(frame, chunk.frame());
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void aChunkIsReadAsItIsMeant(JsonObject one) {
        Chunk chunk = (Chunk) WireCodec.decode(frame(one));

        assertEquals(Long.parseUnsignedLong(one.getString("key"), 16), chunk.key());
        assertEquals(start(one), chunk.start());
        assertEquals(one.getBoolean("continues"), chunk.continues());
        assertEquals(one.getBoolean("incomplete"), chunk.incomplete());
        assertEquals(lineFeed(one), chunk.lineFeed());
        assertEquals(one.getInt("lineFeeds"), chunk.lineFeeds());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNotAChunkIsRefused(JsonObject one) {
        assertThrows(IllegalArgumentException.class, () -> Chunk.wrap(frame(one)));
    }
}
