package io.onetail.relay.redis;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntryBinary;

/**
 * Collects entries from the pages of an XRANGE until there are enough bytes. The pages grow as far as the size of the entries seen so far
 * allows: a page is about 1 MiB at most. For one thread.
 */
final class StreamReader {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int MOST = 1024;

    private final LogId log;
    private final int maxBytes;
    private final List<LogEntry> entries = new ArrayList<>();
    private int bytes;
    private int count;
    private boolean done;

    StreamReader(LogId log, int maxBytes) {
        this.log = log;
        this.maxBytes = maxBytes;
        this.count = Math.max(1, Math.min(maxBytes, PAGE_BYTES) / Chunk.MAX_FRAME);
    }

    boolean wantsMore() {
        return !done;
    }

    /** How many entries to ask for next. */
    int count() {
        return count;
    }

    /**
     * Takes a page.
     *
     * @return the end of its last entry, or null if it was empty
     */
    @Nullable
    Position take(List<StreamEntryBinary> page) {
        Position last = null;
        for (StreamEntryBinary item : page) {
            byte[] value = item.getFields().values().iterator().next();
            LogEntry entry = entry(item.getID().toString(), value);
            if (bytes + value.length > maxBytes && !entries.isEmpty()) {
                done = true;
                return last;
            }
            entries.add(entry);
            bytes += value.length;
            last = entry.end();
        }
        done = page.size() < count || bytes >= maxBytes;
        if (!done) {
            int average = Math.max(1, bytes / entries.size());
            count = Math.max(1, Math.min(MOST, Math.min(maxBytes - bytes, PAGE_BYTES) / average));
        }
        return last;
    }

    List<LogEntry> entries() {
        return entries;
    }

    private LogEntry entry(String id, byte[] value) {
        try {
            if (WireCodec.decode(value) instanceof LogEntry entry
                    && entry.end().toString().equals(id)) {
                return entry;
            }
            throw new IllegalArgumentException("it is not an entry that ends there");
        } catch (IllegalArgumentException e) {
            throw new JournalException(
                    "entry " + id + " of the stream of " + log + " in Redis can't be read: " + e.getMessage(),
                    "What Redis holds of this log can't be read; the server's log says more.",
                    e);
        }
    }
}
