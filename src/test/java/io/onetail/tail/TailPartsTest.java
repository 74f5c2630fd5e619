package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Back-off, file identities, fingerprints of the end, the check for text, settings. */
class TailPartsTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void backsOffToTwoSecondsForAMinuteAndThenToThirty() {
        RetryBackoff retryBackoff = new RetryBackoff(() -> 0);
        long total = 0;
        long before = 0;
        for (int i = 0; i < 50; i++) {
            long wait = retryBackoff.next().toMillis();
            assertTrue(wait >= before && wait <= 30_000);
            assertTrue(total > 60_000 || wait <= 2_000, "after " + total + " ms " + wait);
            total += wait;
            before = wait;
        }
        assertEquals(30_000, before);
        retryBackoff.reset();
        assertEquals(250, retryBackoff.next().toMillis());
        assertEquals(188, new RetryBackoff(() -> 1).next().toMillis());
    }

    @Test
    void aFileIsKnownByItsNodeAndItsFirstBytes() {
        FileId id = FileId.of("1:2", bytes("hello"));
        assertTrue(id.matches("1:2", bytes("hello, grown")));
        assertFalse(id.matches("1:3", bytes("hello")));
        assertFalse(id.matches("1:2", bytes("hell")));
        assertFalse(id.matches("1:2", bytes("jello, grown")));
        assertEquals(id, FileId.parse(id.toString()));
        assertEquals(256, FileId.of("1:2", new byte[4096]).printLength());
        for (String wrong : List.of("", "1:2", "1:2/x/y", "a/b/c/d")) {
            assertThrows(IllegalArgumentException.class, () -> FileId.parse(wrong));
        }
    }

    @Test
    void aTrailGrowsAcrossShortChunksAndForgetsAcrossHoles() {
        TailFingerprint tailFingerprint = new TailFingerprint();
        Position at = new Position(1, 0);
        Chunk one = Chunk.of(1, at, false, LineFeed.BYTE, bytes("abc\n"), 0, 4);
        Chunk two = Chunk.of(1, one.end(), false, LineFeed.BYTE, bytes("de\n"), 0, 3);
        tailFingerprint.follow(List.of(one));
        tailFingerprint.follow(List.of(two));
        assertEquals(7, tailFingerprint.length(two.end()));
        assertEquals(0, tailFingerprint.length(one.end()));
        assertTrue(tailFingerprint.matches(bytes("abc\nde\n")));
        assertFalse(tailFingerprint.matches(bytes("xbc\nde\n")));
        assertFalse(tailFingerprint.matches(bytes("de\n")));
        byte[] much = bytes("0123456789".repeat(10));
        Chunk three = Chunk.of(1, new Position(2, 50), false, LineFeed.BYTE, much, 0, 100);
        tailFingerprint.follow(List.of(three));
        assertEquals(64, tailFingerprint.length(three.end()));
        Chunk four = Chunk.of(1, three.end(), false, LineFeed.BYTE, bytes("xy"), 0, 2);
        tailFingerprint.follow(List.of(four));
        assertEquals(64, tailFingerprint.length(four.end()));
        assertTrue(tailFingerprint.matches(bytes(("0123456789".repeat(10) + "xy").substring(38))));
    }

    @Test
    void textIsToldFromCompressedAndBinaryFiles() {
        assertTrue(TextCheck.isText(new byte[0]));
        assertTrue(TextCheck.isText(bytes("a line\n")));
        assertTrue(TextCheck.isText(bytes("a line with one stray \0 byte in it, as it happens\n")));
        assertTrue(TextCheck.isText(bytes("\u00ff\u00feh\0e\0l\0l\0o\0")));
        assertTrue(TextCheck.isText(bytes("h\0e\0l\0l\0o\0"))); // UTF-16 without its mark
        assertTrue(TextCheck.isText(bytes("\0".repeat(4096))));
        assertTrue(TextCheck.isText(bytes("\0".repeat(4000) + "2026-11-28 20:00:01 after the cut\n")));
        assertTrue(TextCheck.isText(bytes("BZh is how this line begins\n")));
        assertTrue(TextCheck.isText(bytes("PK")));
        for (String binary : List.of(
                "\u001f\u008b\b",
                "\u00fd7zXZ\0",
                "(\u00b5/\u00fd",
                "BZh91AY&SY",
                "PK\u0003\u0004",
                "\u007fELF\u0002",
                "\u0089PNG\r\n",
                "SQLite format 3\0",
                "\1\0\0\0\2\0\0\0\3\0\0\0")) {
            assertFalse(TextCheck.isText(bytes(binary)), binary);
        }
    }

    @Test
    void settingsHaveTheirDefaultsAndBounds() {
        TailSettings settings = TailSettings.DEFAULT;
        assertEquals(Duration.ofSeconds(5), settings.lease());
        assertEquals(128 << 10, settings.preroll());
        assertThrows(
                IllegalArgumentException.class,
                () -> new TailSettings(Duration.ofMillis(999), 0, 0, Duration.ZERO, 1 << 20));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TailSettings(Duration.ofSeconds(5), 2, 1, Duration.ZERO, 1 << 20));
    }
}
