package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Position;
import io.onetail.testing.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {
    private final Chunker chunker = new Chunker(7, LineFeed.BYTE, new Position(3, 10), false);
    private final List<LogEntry> out = new ArrayList<>();

    private void add(String text) {
        byte[] bytes = ("?" + text + "?").getBytes(StandardCharsets.ISO_8859_1);
        chunker.add(bytes, 1, bytes.length - 2, out);
    }

    @Test
    void wholeLinesLeaveAtOnceInOneChunk() {
        add("a\r\nb\0\nc\n");
        assertEquals(1, out.size());
        assertEquals("a\r\nb\0\nc\n", Text.of(out));
        assertFalse(chunker.holds());
    }

    @Test
    void gatheredBytesMakeFullChunksWhateverTheirBlocks() {
        byte[] line = ("x".repeat(99) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[line.length * 50];
        for (int i = 0; i < block.length; i++) {
            block[i] = line[i % line.length];
        }
        for (int i = 0; i < 10_000 / 50; i++) {
            chunker.gather(block, 0, block.length, out);
        }
        for (LogEntry entry : out) {
            assertEquals(Chunk.MAX_PAYLOAD / 100 * 100, ((Chunk) entry).length());
            assertFalse(((Chunk) entry).incomplete());
        }
        int full = out.size();
        chunker.lines(out);
        chunker.lines(out);
        assertEquals(full + 1, out.size());
        assertEquals(new Position(3, 10 + 10_000 * 100), chunker.next());
        assertFalse(chunker.holds());
    }

    @Test
    void theBeginningOfALineIsHeldUntilItsRestComes() {
        add("a\nbe");
        assertEquals("a\n", Text.of(out));
        assertEquals(new Position(3, 12), chunker.next());
        assertEquals(new Position(3, 14), chunker.received());
        add("gin\nnext");
        assertEquals("a\nbegin\n", Text.of(out));
        chunker.flush(out);
        chunker.flush(out);
        add(" rest\n");
        assertEquals("a\nbegin\nnext rest\n", Text.of(out));
        assertTrue(((Chunk) out.get(out.size() - 1)).continues());
    }

    @Test
    void aLineLongerThanAChunkIsSeveral() {
        String line = "x".repeat(150_000) + "\n";
        add(line + "y\n");
        assertEquals(line + "y\n", Text.of(out));
        assertEquals(Chunk.MAX_PAYLOAD, ((Chunk) out.get(0)).length());
        assertTrue(((Chunk) out.get(0)).incomplete() && !((Chunk) out.get(0)).continues());
        assertTrue(((Chunk) out.get(1)).incomplete() && ((Chunk) out.get(1)).continues());
        assertTrue(((Chunk) out.get(2)).continues() && !((Chunk) out.get(2)).incomplete());
    }

    @Test
    void theFirstChunkMayContinueALine() {
        Chunker within = new Chunker(7, LineFeed.BYTE, new Position(3, 10), true);
        within.add("rest\n".getBytes(StandardCharsets.US_ASCII), 0, 5, out);
        assertTrue(((Chunk) out.get(0)).continues());
    }

    @Test
    void aHoleIsAGapOfItsLengthHoweverItComes() {
        String log = "half\0" + "\0".repeat(28_000) + "after\n" + "\0".repeat(600) + "x\0\0y\n" + "\0".repeat(700_000)
                + "end\n";
        for (int piece : List.of(20, 100, 511, 512, 513, 5_000, 1_000_000)) {
            Chunker any = new Chunker(7, LineFeed.BYTE, new Position(3, 10), false);
            List<LogEntry> entries = new ArrayList<>();
            byte[] bytes = log.getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < bytes.length; at += piece) {
                any.add(bytes, at, Math.min(piece, bytes.length - at), entries);
            }
            String text = Text.of(entries);
            assertEquals(log.length(), any.next().offset() - 10, "pieces of " + piece);
            assertEquals(log.replaceAll("\0", ""), text.replaceAll("\0|\\[hole \\d+]", ""), "pieces of " + piece);
            if (piece >= 512) {
                assertEquals("half[hole 28001]after\n[hole 600]x\0\0y\n[hole 700000]end\n", text);
            }
            int sent = entries.stream()
                    .mapToInt(entry -> entry instanceof Chunk chunk ? chunk.length() : 0)
                    .sum();
            assertTrue(sent < 700, sent + " bytes in pieces of " + piece);
        }
    }

    @Test
    void aHoleThatStillGrowsIsToldAfterAWhileAndWhatFollowsBeginsALine() {
        add("a\n" + "\0".repeat(1_000));
        assertEquals("a\n", Text.of(out));
        assertTrue(chunker.holds());
        assertEquals(1_012, chunker.received().offset());
        chunker.flush(out);
        add("\0".repeat(20));
        chunker.flush(out);
        add("b\n");
        assertEquals("a\n[hole 1000][hole 20]b\n", Text.of(out));
        assertFalse(((Chunk) out.get(out.size() - 1)).continues());
    }

    /** Any text, including '上' (0A 4E) and 'Ċ' (0A 01), which contain the byte of a line feed. */
    @Test
    void utf16IsCutAtItsOwnLineFeedsAndNowhereElse() {
        String letters = "ab\n上Ċ日\u4e0a\u0a00\u0a0a\u4e00 \r\n\ud83d\ude00";
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            boolean little = random.nextBoolean();
            StringBuilder log = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
            int length = random.nextInt(random.nextInt(8) == 0 ? 60_000 : 300);
            while (log.length() < length) {
                log.appendCodePoint(letters.codePointAt(
                        letters.offsetByCodePoints(0, random.nextInt(letters.codePointCount(0, letters.length())))));
            }
            Charset charset = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            byte[] bytes = log.toString().getBytes(charset);
            LineFeed lineFeed = LineFeed.of(charset);
            Chunker wide = new Chunker(7, lineFeed, new Position(3, 0), false);
            List<LogEntry> entries = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(5) == 0 ? 70_000 : 40));
                wide.add(bytes, at, piece, entries);
                at += piece;
            }
            wide.flush(entries);
            assertEquals(new String(bytes, StandardCharsets.ISO_8859_1), Text.of(entries), "seed " + seed);
            int lineFeeds = 0;
            boolean inLine = false;
            for (LogEntry entry : entries) {
                Chunk chunk = (Chunk) entry;
                String text = new String(chunk.frame(), Chunk.HEADER, chunk.length(), charset);
                assertEquals(text.chars().filter(c -> c == '\n').count(), chunk.lineFeeds(), "seed " + seed);
                assertEquals(inLine, chunk.continues(), "seed " + seed);
                assertEquals(!text.endsWith("\n"), chunk.incomplete(), "seed " + seed);
                assertEquals(lineFeed, chunk.lineFeed());
                for (int nth = 1; nth <= Math.min(5, chunk.lineFeeds()); nth++) {
                    int place =
                            (int) (chunk.lineStart(nth).offset() - chunk.start().offset());
                    String rest = new String(chunk.frame(), Chunk.HEADER + place, chunk.length() - place, charset);
                    assertEquals(nth - 1, rest.chars().filter(c -> c == '\n').count(), "seed " + seed);
                }
                inLine = chunk.incomplete();
                lineFeeds += chunk.lineFeeds();
            }
            assertEquals(log.chars().filter(c -> c == '\n').count(), lineFeeds, "seed " + seed);
        }
    }

    @Test
    void aFileSaysByItsFirstBytesThatItIsUtf16WhateverTheSetting() {
        for (String begin : List.of("\ufeff上\n", "an ERROR in a line without a mark\n上\n")) {
            for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                List<LogEntry> entries = new ArrayList<>();
                byte[] bytes = begin.getBytes(charset);
                Chunker any = new Chunker(7, LineFeed.BYTE, new Position(3, 0), false);
                any.add(bytes, 0, bytes.length, entries);
                assertEquals(LineFeed.of(charset), ((Chunk) entries.get(0)).lineFeed(), begin);
                assertFalse(any.holds());
            }
        }
        for (String text : List.of("a\0b\0 stray\n", "\0".repeat(600) + "after\n", "plain\n", "x")) {
            List<LogEntry> entries = new ArrayList<>();
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            Chunker any = new Chunker(7, LineFeed.BYTE, new Position(3, 0), false);
            any.add(bytes, 0, bytes.length, entries);
            any.flush(entries);
            assertEquals(LineFeed.BYTE, ((Chunk) entries.get(entries.size() - 1)).lineFeed(), text);
        }
    }

    @Test
    void whateverThePiecesTheBytesAndFlagsAreRight() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Chunker any = new Chunker(7, LineFeed.BYTE, new Position(3, 0), false);
            List<LogEntry> entries = new ArrayList<>();
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                StringBuilder piece = new StringBuilder();
                int length = random.nextInt(random.nextInt(6) == 0 ? 200_000 : 50);
                int lines = 1 + random.nextInt(100_000);
                for (int j = 0; j < length; j++) {
                    piece.append(random.nextInt(lines) == 0 ? '\n' : 'x');
                }
                all.append(piece);
                any.add(piece.toString().getBytes(StandardCharsets.US_ASCII), 0, piece.length(), entries);
                if (random.nextInt(5) == 0) {
                    any.flush(entries);
                }
            }
            any.flush(entries);
            assertTrue(all.toString().equals(Text.of(entries)), "seed " + seed);
            boolean inLine = false;
            for (LogEntry entry : entries) {
                Chunk chunk = (Chunk) entry;
                assertEquals(inLine, chunk.continues(), "seed " + seed);
                inLine = chunk.incomplete();
                assertEquals(inLine, chunk.frame()[chunk.frame().length - 1] != '\n');
            }
        }
    }
}
