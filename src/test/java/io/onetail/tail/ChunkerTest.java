package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.Position;
import io.onetail.testing.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {
    private final Chunker chunker = new Chunker(7, new Position(3, 10), false);
    private final List<Entry> out = new ArrayList<>();

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
        for (Entry entry : out) {
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
    void theBeginOfALineIsHeldUntilItsRestComes() {
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
        Chunker within = new Chunker(7, new Position(3, 10), true);
        within.add("rest\n".getBytes(StandardCharsets.US_ASCII), 0, 5, out);
        assertTrue(((Chunk) out.get(0)).continues());
    }

    @Test
    void whateverThePiecesTheBytesAndFlagsAreRight() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Chunker any = new Chunker(7, new Position(3, 0), false);
            List<Entry> entries = new ArrayList<>();
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
            for (Entry entry : entries) {
                Chunk chunk = (Chunk) entry;
                assertEquals(inLine, chunk.continues(), "seed " + seed);
                inLine = chunk.incomplete();
                assertEquals(inLine, chunk.frame()[chunk.frame().length - 1] != '\n');
            }
        }
    }
}
