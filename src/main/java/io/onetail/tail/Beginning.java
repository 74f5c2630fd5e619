package io.onetail.tail;

import io.onetail.catalog.Source;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a tail goes on reading: at the head's end if the file is still the same, after the rest of the old file if it was
 * rotated or cut, near the end of the file if the log is new to the cluster. What has to be appended before that is
 * appended here. For one thread.
 */
final class Beginning {
    private static final int READ = 1 << 20;

    private final LogId log;
    private final TailContext context;
    private final Appender appender;
    private final Transport transport;
    private final Source.File file;

    Beginning(LogId log, TailContext context, Appender appender, Transport transport, Source.File file) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.transport = transport;
        this.file = file;
    }

    /**
     * The chunker to go on with, standing at the first byte to read.
     *
     * @param continued whether somebody is waiting for the log to go on, so that a long way is worth catching up
     * @param drained whether the known file was read to its end
     * @return null if the head moved meanwhile: realign and try again
     */
    @Nullable
    Chunker find(FileInfo info, boolean continued, boolean drained)
            throws LogException, NotOwnerException, InterruptedException {
        Known known = appender.known();
        appender.file(info);
        if (known == null) {
            return nearEnd(info, context.clock().millis(), null);
        }
        if (isSame(info, known)) {
            long limit = continued
                    ? context.settings().catchUp()
                    : context.settings().preroll();
            if (info.size() - known.end().offset() > limit) {
                return nearEnd(info, known.end().generation(), known.end());
            }
            return new Chunker(log.key(), known.end(), inLine(info, known.end()));
        }
        return next(info, known, continued, drained);
    }

    private boolean isSame(FileInfo info, Known known) throws LogException, InterruptedException {
        FileId id = known.file();
        return id != null
                && id.matches(info.node(), info.head())
                && info.size() >= known.end().offset()
                && trailMatches(info.id(), known.end());
    }

    private boolean trailMatches(FileId id, Position end) throws LogException, InterruptedException {
        int length = appender.trail().length(end);
        if (length == 0) {
            return true;
        }
        byte[] read = transport.read(file.path(), id, end.offset() - length, length);
        return read != null && appender.trail().matches(read);
    }

    private boolean inLine(FileInfo info, Position at) throws LogException, InterruptedException {
        if (at.offset() == 0) {
            return false;
        }
        byte[] before = transport.read(file.path(), info.id(), at.offset() - 1, 1);
        return before != null && before.length == 1 && before[0] != '\n';
    }

    /** Begins a little before the end of the file, at the begin of a line; with a gap if the log was known before. */
    private @Nullable Chunker nearEnd(FileInfo info, long generation, @Nullable Position from)
            throws LogException, NotOwnerException, InterruptedException {
        int preroll = context.settings().preroll();
        long offset = Math.max(from == null ? 0 : from.offset() + 1, info.size() - preroll);
        byte[] bytes = offset == 0 ? null : transport.read(file.path(), info.id(), offset, preroll);
        if (bytes == null) {
            return new Chunker(log.key(), new Position(generation, offset), false);
        }
        int lineStart = 0;
        while (lineStart < bytes.length && bytes[lineStart] != '\n') {
            lineStart++;
        }
        boolean found = lineStart < bytes.length;
        int skip = found ? lineStart + 1 : 0;
        Position start = new Position(generation, offset + skip);
        if (from != null) {
            appender.pending().add(Mark.gap(from, start, Mark.UNAVAILABLE));
        }
        Chunker chunker = new Chunker(log.key(), start, !found);
        chunker.add(bytes, skip, bytes.length - skip, appender.pending());
        return appender.append() ? chunker : null;
    }

    /** The file is another one, or was cut: the rest of the old one, a mark, then the new one from its begin. */
    private @Nullable Chunker next(FileInfo info, Known known, boolean continued, boolean drained)
            throws LogException, NotOwnerException, InterruptedException {
        FileId old = known.file();
        boolean sameNode = old != null && old.node().equals(info.node());
        Position end = known.end();
        boolean complete = drained;
        if (old != null && !drained && continued) {
            Position rest = rest(old, end);
            if (rest == null) {
                return null;
            }
            complete = found;
            end = rest;
        }
        long generation = Math.max(end.generation() + 1, context.clock().millis());
        String reason = sameNode ? Mark.TRUNCATED : complete ? Mark.ROTATED : Mark.REPLACED;
        // without the old file's end nobody can say how much is missing, but that something may be
        appender.pending()
                .add(
                        complete || !continued || sameNode
                                ? Mark.generation(end, generation, reason)
                                : Mark.gap(end, new Position(generation, 0), Mark.UNAVAILABLE));
        if (!appender.append()) {
            return null;
        }
        if (!continued && info.size() > context.settings().preroll()) {
            return nearEnd(info, generation, new Position(generation, 0));
        }
        return new Chunker(log.key(), new Position(generation, 0), false);
    }

    /**
     * The file was cut while it was followed: appends what a copy has beyond {@code known}, where the tail stood, and opens
     * the new generation.
     */
    void afterCut(FileInfo info, Known known) throws LogException, NotOwnerException, InterruptedException {
        appender.file(info);
        next(info, known, true, false);
    }

    private boolean found; // whether the old file was there

    /** Appends what the old file still has; returns where it ends, or null if the head moved. */
    private @Nullable Position rest(FileId old, Position from)
            throws LogException, NotOwnerException, InterruptedException {
        found = trailMatches(old, from);
        Chunker chunker = new Chunker(log.key(), from, false);
        while (found) {
            byte[] bytes = transport.read(file.path(), old, chunker.received().offset(), READ);
            if (bytes == null) {
                found = chunker.received().compareTo(from) > 0;
                break;
            }
            if (bytes.length == 0) {
                break;
            }
            chunker.add(bytes, 0, bytes.length, appender.pending());
            if (!appender.append(old)) {
                return null;
            }
        }
        chunker.flush(appender.pending());
        return appender.append(old) ? chunker.next() : null;
    }
}
