package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EntryChainTest {
    private final EntryChain chain = new EntryChain(new RecentMemory(RelaySettings.DEFAULT));

    private static Position at(long offset) {
        return new Position(1, offset);
    }

    private static Chunk chunk(long offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Chunk.of(1, at(offset), false, LineFeed.BYTE, bytes, 0, bytes.length);
    }

    @Test
    void bytesThatComeAgainAreAddedOnce() {
        assertTrue(chain.append(chunk(0, "one\n")));
        assertTrue(chain.append(chunk(0, "one\n")));
        assertTrue(chain.append(chunk(0, "one\ntwo\n")));
        assertEquals(at(8), chain.end());
        assertEquals(
                at(8),
                chain.read(at(4)) instanceof NextStep.EntryStep step
                        ? step.entry().end()
                        : null);
        assertNull(chain.read(at(8)));
    }

    @Test
    void anEntryAfterAHoleIsNotAddedUnlessOverAGap() {
        chain.append(chunk(0, "one\n"));
        assertFalse(chain.append(chunk(8, "three\n")));
        assertEquals(at(4), chain.end());
        chain.appendOverHole(chunk(8, "three\n"));
        assertEquals(at(14), chain.end());
        assertEquals(new NextStep.EntryStep(Mark.gap(at(4), at(8), Mark.UNAVAILABLE)), chain.read(at(4)));
    }

    @Test
    void nothingIsAddedAfterItWasDisposedOf() {
        chain.append(chunk(0, "one\n"));
        chain.dispose();
        chain.append(chunk(4, "two\n"));
        assertEquals(0, chain.bytes());
        assertEquals(at(4), chain.end());
    }
}
