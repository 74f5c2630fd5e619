package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntryBinary;

class StreamReaderTest {
    private final LogId log = new LogId("web-1", "/log");

    private List<StreamEntryBinary> page(int from, int count, int length) {
        List<StreamEntryBinary> page = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Chunk chunk =
                    Chunk.of(1, new Position(5, (long) i * length), false, LineFeed.BYTE, new byte[length], 0, length);
            page.add(item(chunk.end().toString(), chunk.frame()));
        }
        return page;
    }

    private static StreamEntryBinary item(String id, byte[] value) {
        return new StreamEntryBinary(new StreamEntryID(id), Map.of("e".getBytes(UTF_8), value));
    }

    @Test
    void pagesOfSmallEntriesGrowButNotBeyondWhatIsWanted() {
        StreamReader reader = new StreamReader(log, 1 << 20);
        assertEquals(16, reader.count());
        assertEquals(new Position(5, 1600), reader.take(page(0, 16, 100)));
        assertEquals(1024, reader.count());
        assertTrue(reader.wantsMore());
        assertEquals(new Position(5, 2600), reader.take(page(16, 10, 100)));
        assertFalse(reader.wantsMore());
        assertEquals(26, reader.entries().size());
    }

    @Test
    void itStopsBeforeTheEntryThatWouldBeTooMuchButTakesAtLeastOne() {
        StreamReader reader = new StreamReader(log, 250);
        assertEquals(1, reader.count());
        reader.take(page(0, 1, 1000));
        assertFalse(reader.wantsMore());
        assertEquals(1, reader.entries().size());
    }

    @Test
    void anEmptyPageEndsIt() {
        StreamReader reader = new StreamReader(log, 1 << 20);
        assertNull(reader.take(List.of()));
        assertFalse(reader.wantsMore());
        assertEquals(List.of(), reader.entries());
    }

    @Test
    void anEntryUnderAnotherPlaceThanItsEndIsRefused() {
        StreamReader reader = new StreamReader(log, 1 << 20);
        Chunk chunk = Chunk.of(1, new Position(5, 0), false, LineFeed.BYTE, new byte[10], 0, 10);
        List<StreamEntryBinary> page = List.of(item("5-11", chunk.frame()));
        String message =
                assertThrows(JournalException.class, () -> reader.take(page)).getMessage();
        assertEquals(
                "entry 5-11 of the stream of web-1:/log in Redis can't be read: it is not an entry that ends there",
                message);
    }
}
