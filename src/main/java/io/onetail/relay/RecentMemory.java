package io.onetail.relay;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of recent entries, for each channel and in total. Safe for any thread that may use the entries. */
final class RecentMemory {
    private final RelaySettings settings;
    private final AtomicLong total = new AtomicLong();

    RecentMemory(RelaySettings settings) {
        this.settings = settings;
    }

    /** Adds an entry, and drops the oldest ones if there is no room. */
    void add(RecentEntries recent, LogEntry entry) {
        long before = recent.bytes();
        recent.add(entry);
        recent.trim(settings.recentBytes());
        long now = total.addAndGet(recent.bytes() - before);
        if (now > settings.recentBytesTotal()) {
            // the log that adds gives way, so mostly the busiest one
            long full = recent.bytes();
            recent.trim(Math.max(Chunk.MAX_FRAME * 2L, full - (now - settings.recentBytesTotal()) - Chunk.MAX_FRAME));
            total.addAndGet(recent.bytes() - full);
        }
    }

    /** Drops all entries of a log. */
    void clear(RecentEntries recent) {
        total.addAndGet(-recent.bytes());
        recent.clear();
    }
}
