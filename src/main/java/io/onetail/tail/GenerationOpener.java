package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log's generations, and knows how lines end in the file that the log goes on in. For one thread; blocks on the journal.
 */
final class GenerationOpener {
    private final LogId log;
    private final TailContext context;
    private final JournalAppender appender;
    private final Charset charset;
    private LineFeed lineFeed;

    /** @param charset the log's, which tells how lines end where a file's first bytes do not */
    GenerationOpener(LogId log, TailContext context, JournalAppender appender, Charset charset) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.charset = charset;
        this.lineFeed = LineFeed.of(charset);
    }

    /** How the lines of the current file end. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    /** From now on entries belong to this file. */
    void file(FileInfo info) {
        appender.file(info);
        head(info.head());
    }

    /** From now on lines end as in a file that begins with these bytes. */
    void head(byte[] head) {
        lineFeed = LineFeed.of(head, charset);
    }

    /** Cuts the bytes from a position on; {@code inLine} as {@link Chunker}'s. */
    Chunker chunker(Position start, boolean inLine) {
        return new Chunker(log.key(), lineFeed, start, inLine);
    }

    /** Begins a log of which nothing has been appended yet, with this file. */
    Chunker first(FileInfo info) {
        file(info);
        return chunker(new Position(context.clock().millis(), 0), false);
    }

    /**
     * Opens a generation for the current file, after the one that ends at {@code end}.
     *
     * @param missing the reason of a gap if something is missing between the two, or may be; else null
     * @param cut whether the file is the one before, but cut
     * @return its chunker, or null if the head moved
     */
    @Nullable
    Chunker open(Position end, @Nullable String missing, boolean cut) throws NotOwnerException {
        Position begin = after(end);
        // without the old file's end nobody can say how much is missing, but that something may be
        appender.pending()
                .add(
                        missing == null
                                ? Mark.generation(end, begin.generation(), cut ? Mark.TRUNCATED : Mark.ROTATED)
                                : Mark.gap(end, begin, missing));
        LogTip before = appender.logTip();
        FileId file = before == null ? null : before.file();
        if (before != null && file != null) {
            appender.older(cut ? file.older() : file.from(before.place()));
        }
        return appender.append() ? chunker(begin, false) : null;
    }

    /**
     * Goes on with a file that is known already, in a generation of its own.
     *
     * @param id the file, from the byte on that comes next
     * @param ends how its lines end
     * @param reason of the mark
     * @return its chunker, or null if the head moved
     */
    @Nullable
    Chunker resume(FileId id, LineFeed ends, String reason) throws NotOwnerException {
        LogTip logTip = appender.logTip();
        if (logTip == null) {
            return null;
        }
        lineFeed = ends;
        Position begin = after(logTip.end());
        appender.file(id);
        appender.pending().add(Mark.generation(logTip.end(), begin.generation(), reason));
        return appender.append() ? chunker(begin, false) : null;
    }

    /** The beginning of a generation that comes after a position. */
    Position after(Position end) {
        return new Position(Math.max(end.generation() + 1, context.clock().millis()), 0);
    }

    /**
     * Whether a line goes on at a place in a file.
     *
     * @param before the bytes before the place, as many as a line feed has, if the file has them; null if it can't be read
     * @param length how many bytes a line feed has, or the place if that is less
     */
    boolean isInLine(byte @Nullable [] before, int length, long place) {
        return before != null && before.length == length && !lineFeed.endsBefore(before, 0, length, place);
    }
}
