package io.onetail.relay;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.tail.LogTip;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log's entries as this server knows them: the recent ones, their end, and their generations. Each entry begins where
 * the previous one ends. Not safe for several threads; guarded by its channel.
 */
final class EntryChain {
    private final RecentMemory memory;
    private final RecentEntries recent = new RecentEntries();
    private final LogGenerations generations = new LogGenerations();
    private LineFeed lineFeed = LineFeed.BYTE;
    private @Nullable Position end;
    private boolean disposed;

    /** @param memory the server's budget for recent entries */
    EntryChain(RecentMemory memory) {
        this.memory = memory;
    }

    /** The end of the log, or null if it is not known yet. */
    @Nullable
    Position end() {
        return end;
    }

    /** Sets the end of the log if it is not known yet. */
    void endIfUnknown(@Nullable Position at) {
        if (end == null) {
            end = at;
        }
    }

    /** As {@link Channel#lineFeed}. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    /** The generations of the entries, to which the files that the journal or the tail reports are added. */
    LogGenerations generations() {
        return generations;
    }

    /** The log's end and the file it is in, or null if the end is not known. */
    @Nullable
    LogTip tip() {
        return end == null ? null : new LogTip(end, generations.told(end.generation()));
    }

    /** The size of the recent entries in memory, in bytes. */
    long bytes() {
        return recent.bytes();
    }

    /** Adds the new part of an entry; returns false, and adds nothing, if something is missing before it. */
    boolean append(LogEntry entry) {
        Position known = end;
        if (known == null || entry.start().equals(known)) {
            add(entry);
        } else if (entry.end().compareTo(known) > 0) {
            if (entry.start().compareTo(known) > 0) {
                return false;
            }
            // a tail that has continued from an older head repeats bytes: equal positions have equal bytes
            add(entry.from(known));
        }
        return true;
    }

    /** Adds an entry; what is missing before it becomes a gap. */
    void appendOverHole(LogEntry entry) {
        if (!append(entry)) {
            add(Mark.gap(Objects.requireNonNull(end), entry.start(), Mark.UNAVAILABLE));
            add(entry);
        }
    }

    private void add(LogEntry entry) {
        if (disposed) { // by a catch-up in progress
            return;
        }
        memory.add(recent, entry);
        end = entry.end();
        if (entry instanceof Chunk chunk) {
            lineFeed = chunk.lineFeed();
        } else {
            generations.add((Mark) entry);
        }
    }

    /** What a view at {@code from} gets next, or null if there is nothing yet. */
    @Nullable
    NextStep read(Position from) {
        return recent.read(from, end);
    }

    /** As {@link RecentEntries#masked}. */
    @Nullable
    MaskedChunks masked(Position from) {
        return recent.masked(from);
    }

    /** Counts lines backwards in the recent entries; the end must be known. */
    RecentEntries.LastLines lastLines(int lines) {
        return recent.lastLines(lines, Objects.requireNonNull(end));
    }

    /** Releases the entries' share of the server's budget; nothing may be added afterwards. */
    void dispose() {
        memory.clear(recent);
        disposed = true;
    }

    boolean isDisposed() {
        return disposed;
    }
}
