package io.onetail.relay;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogId;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads what is older than the recent chunks from the file itself. Calls return at once, from any thread. */
public interface HistoryReader {
    /**
     * Reads bytes of one generation's file.
     *
     * @param wanted whether the answer is still waited for, asked from any thread; if not, the file need not be read
     * @return completes with the bytes, fewer than {@code length} only at the end of the file; with null if the file is
     *     not there any more; exceptionally with a LogException if the host or file can't be read, {@code limit} if too many reads wait or this one was not wanted any more
     */
    CompletionStage<byte @Nullable []> read(LogId log, FileId file, long offset, int length, BooleanSupplier wanted);

    /**
     * Looks backwards for the place where the last lines before {@code end} begin.
     *
     * @param lines how many line begins to find, at least 1
     * @param lineFeed how its lines end
     * @param wanted as for {@link #read}
     * @return completes with an offset at the begin of a line, or with the furthest place that was worth looking at;
     *     exceptionally like {@link #read}
     */
    CompletionStage<Long> lastLines(
            LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier wanted);
}
