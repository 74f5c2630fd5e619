package io.onetail.history;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.ZeroRuns;
import io.onetail.relay.HistoryReader;
import io.onetail.tail.HostReaders;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of logs from their files, through the host's reader. Safe for any thread. Blocking work runs on the
 * executor, whose threads limit the number of concurrent reads; hosts take turns ({@link ReadQueue}). Results are
 * cached for a moment, since viewers that reconnect together ask for the same ranges.
 */
public final class FileHistory implements HistoryReader {
    private static final int SCAN_BLOCK = 64 << 10;
    /** How far back the beginning of the last lines is searched for, in bytes. */
    private static final long SCAN_LIMIT = 4L << 20;

    private final HostReaders readers;
    private final Supplier<Catalog> catalog;
    private final ReadQueue queue;
    private final RangeCache cache = new RangeCache(System::nanoTime);

    /** @param executor a few threads, which block until a host answers; owned by the caller */
    public FileHistory(HostReaders readers, Supplier<Catalog> catalog, Executor executor) {
        this.readers = readers;
        this.catalog = catalog;
        this.queue = new ReadQueue(executor);
    }

    @Override
    public CompletionStage<byte @Nullable []> read(
            LogId log, FileId file, long offset, int length, BooleanSupplier stillNeeded) {
        RangeCache.RangeKey range = new RangeCache.RangeKey(log, file, offset, length);
        return cache.get(
                range,
                stillNeeded,
                anybody -> queue.ask(log.host(), anybody, () -> readNow(log, file, offset, length)));
    }

    @Override
    public CompletionStage<Long> lastLines(
            LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier stillNeeded) {
        return cache.lines(
                new RangeCache.RangeKey(log, file, end, lines),
                stillNeeded,
                anybody -> queue.ask(log.host(), anybody, () -> scan(log, file, end, lines, lineFeed)));
    }

    private long scan(LogId log, FileId file, long end, int lines, LineFeed lineFeed)
            throws LogException, InterruptedException {
        int left = lines;
        long at = end;
        while (at > 0 && end - at < SCAN_LIMIT) {
            int length = (int) Math.min(SCAN_BLOCK, at);
            byte[] bytes = readNow(log, file, at - length, length);
            if (bytes == null || bytes.length < length) {
                return at; // the file has been truncated
            }
            int hole = ZeroRuns.begin(bytes, 0, length) == 0 ? ZeroRuns.end(bytes, 0, length) : 0;
            hole -= hole < length ? lineFeed.halfUnit(at - length + hole) : 0;
            for (int i = length; i > hole; i--) {
                if (lineFeed.endsBefore(bytes, 0, i, at - length + i) && --left == 0) {
                    return at - length + i;
                }
            }
            if (hole > 0) {
                return at - length + hole; // the hole may be gigabytes long
            }
            at -= length;
        }
        return at;
    }

    private byte @Nullable [] readNow(LogId log, FileId file, long offset, int length)
            throws LogException, InterruptedException {
        if (catalog.get().resolve(log) instanceof LogSource.FileSource source) {
            return readers.of(log.host()).read(source.path(), file, file.place(offset), length);
        }
        return null; // the output of a command can't be read again
    }
}
