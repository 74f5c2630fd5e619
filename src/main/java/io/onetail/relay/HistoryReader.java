package io.onetail.relay;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogId;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads from files what is older than the recent entries. Calls return at once. Safe for any thread. */
public interface HistoryReader {
    /**
     * Reads bytes of one generation's file.
     *
     * @param stillNeeded whether the answer is still needed; called on any thread. If not, the file need not be read
     * @return completes with the bytes, which are shared and must not be changed, fewer than {@code length} only at the
     *     end of the file; with null if the file does not exist any more; exceptionally with a {@link
     *     io.onetail.protocol.LogException} if the host or file can't be read, {@code limit} if too many reads are
     *     waiting or this one is not needed any more
     */
    CompletionStage<byte @Nullable []> read(
            LogId log, FileId file, long offset, int length, BooleanSupplier stillNeeded);

    /**
     * Searches backwards for the beginning of the last lines before {@code end}.
     *
     * @param lines number of lines, at least 1
     * @param lineFeed the encoding of line feeds
     * @param stillNeeded as for {@link #read}
     * @return completes with the offset of the beginning of a line, or with the offset at which the search was given
     *     up; exceptionally as {@link #read}
     */
    CompletionStage<Long> lastLines(
            LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier stillNeeded);
}
