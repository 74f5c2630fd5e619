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
 * A log's entries as this server knows them: the recent ones, where they end, and the generations that they went through. Each entry begins
 * where the one before it ended. Not safe for several threads: its channel guards it.
 */
final class EntryChain {
    private final RecentMemory memory;
    private final RecentEntries recent = new RecentEntries();
    private final LogGenerations generations = new LogGenerations();
    private LineFeed lineFeed = LineFeed.BYTE;
    private @Nullable Position end;
    private boolean disposed;

    /** @param memory the server's budget, from which the recent entries take */
    EntryChain(RecentMemory memory) {
        this.memory = memory;
    }

    /** Where the log ends, or null if that is not known yet. */
    @Nullable
    Position end() {
        return end;
    }

    /** Takes the place for the log's end if that is not known yet. */
    void endIfUnknown(@Nullable Position at) {
        if (end == null) {
            end = at;
        }
    }

    /** As {@link Channel#lineFeed}. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    /** The generations that the entries went through; what the journal or the tail says of their files is added there. */
    LogGenerations generations() {
        return generations;
    }

    /** The log's end and the file it is in, or null if the end is not known. */
    @Nullable
    LogTip tip() {
        return end == null ? null : new LogTip(end, generations.told(end.generation()));
    }

    /** What the recent entries take in memory, bytes. */
    long bytes() {
        return recent.bytes();
    }

    /** Adds what is new of an entry; returns false, and adds nothing, if something is missing before it. */
    boolean append(LogEntry entry) {
        Position known = end;
        if (known == null || entry.start().equals(known)) {
            add(entry);
        } else if (entry.end().compareTo(known) > 0) {
            if (entry.start().compareTo(known) > 0) {
                return false;
            }
            // a tail that went on from an older head repeats bytes: the same positions are the same bytes
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
        if (disposed) { // by a catch-up that was under way
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

    /** What a reader at {@code from} gets next, or null if there is nothing yet. */
    @Nullable
    NextStep read(Position from) {
        return recent.read(from, end);
    }

    /** As {@link RecentEntries#masked}. */
    @Nullable
    MaskedChunks masked(Position from) {
        return recent.masked(from);
    }

    /** Counts lines backwards in what is kept; only if the end is known. */
    RecentEntries.LastLines lastLines(int lines) {
        return recent.lastLines(lines, Objects.requireNonNull(end));
    }

    /** Gives back what the entries take of the server's budget; nothing is added afterwards. */
    void dispose() {
        memory.clear(recent);
        disposed = true;
    }

    boolean isDisposed() {
        return disposed;
    }
}
