package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends what a log's earlier files have that has not been appended yet. For one thread; blocks on the host and the journal. */
final class BacklogAppender {
    private static final int READ = 1 << 20;

    private final JournalAppender appender;
    private final HostReader reader;
    private final String path;
    private final GenerationOpener generationOpener;

    /** @param path the file that has the log's name now */
    BacklogAppender(JournalAppender appender, HostReader reader, String path, GenerationOpener generationOpener) {
        this.appender = appender;
        this.reader = reader;
        this.path = path;
        this.generationOpener = generationOpener;
    }

    /**
     * What was appended.
     *
     * @param end where it ends
     * @param missing the reason of a gap if something is missing in it, or between it and what comes after; else null
     */
    record AppendedBacklog(Position end, @Nullable String missing) {}

    /**
     * Appends several files, all but the first in generations of their own.
     *
     * @param parts the oldest first
     * @param skip how many of them are passed over: what they have comes in another way
     * @param from where the log ends
     * @param limit most bytes; the newest files that fit in whole are read, and the older ones become gaps
     * @return null if the head moved, or a file is gone: look for the files again
     */
    @Nullable
    AppendedBacklog append(List<RotatedFiles.RotatedPart> parts, int skip, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        int first = parts.size(); // the oldest that is worth reading
        for (long left = limit; first > 0 && parts.get(first - 1).length() <= left; first--) {
            left -= parts.get(first - 1).length();
        }
        Position end = from;
        String missing = null;
        String hole = null; // the reason of a gap of unknown length, since the end
        for (int i = skip; i < parts.size(); i++) {
            RotatedFiles.RotatedPart part = parts.get(i);
            FileId id = part.id();
            if (id == null || (i < first && part.size() < 0)) {
                hole = id == null || Mark.UNAVAILABLE.equals(hole) ? Mark.UNAVAILABLE : Mark.SLOW;
                continue;
            }
            if (i > 0) {
                Position begin = generationOpener.after(end);
                appender.pending()
                        .add(
                                hole != null
                                        ? Mark.gap(end, begin, hole)
                                        : Mark.generation(end, begin.generation(), Mark.ROTATED));
                hole = null;
                end = begin;
            }
            AppendedBacklog done = i < first ? gap(part, id, end) : rest(part, id, end, limit);
            if (done == null) {
                return null;
            }
            end = done.end;
            missing = missing == null ? done.missing : missing;
        }
        return new AppendedBacklog(end, hole == null ? missing : hole);
    }

    /** Appends a gap instead of a file that is not read, since newer ones are as much as may be. */
    private @Nullable AppendedBacklog gap(RotatedFiles.RotatedPart part, FileId id, Position from)
            throws NotOwnerException {
        Position end = new Position(from.generation(), Math.max(from.offset(), part.size() - id.base()));
        if (end.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, end, Mark.SLOW));
        }
        return appender.append(id) ? new AppendedBacklog(end, null) : null;
    }

    /**
     * Appends what a file has from a position on.
     *
     * @param limit bytes after which no more is read
     * @return null if the head moved, or the file is gone
     */
    @Nullable
    AppendedBacklog rest(RotatedFiles.RotatedPart part, FileId id, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        String missing = null;
        Chunker chunker = generationOpener.chunker(from, isInLine(part.path(), id, id.place(from.offset())));
        while (true) {
            long place = id.place(chunker.received().offset());
            byte[] bytes = reader.readOlder(path, part.path(), id, place, READ);
            if (bytes == null) {
                return null; // compressed or deleted meanwhile
            }
            if (bytes.length == 0) {
                break;
            }
            if (chunker.received().offset() - from.offset() > limit) {
                missing = Mark.SLOW;
                break;
            }
            chunker.add(bytes, 0, bytes.length, appender.pending());
            if (!appender.append(id)) {
                return null;
            }
        }
        chunker.flush(appender.pending());
        return appender.append(id) ? new AppendedBacklog(chunker.next(), missing) : null;
    }

    private boolean isInLine(String file, FileId id, long place) throws LogException, InterruptedException {
        int length = (int) Math.min(generationOpener.lineFeed().length(), place);
        return length > 0
                && generationOpener.isInLine(reader.readOlder(path, file, id, place - length, length), length, place);
    }

    /**
     * Appends what was written meanwhile to the file before the one that the log is in. The latter may have lost its name too by now; then
     * nobody asks for the former again.
     *
     * @param older the file before, from the byte on that comes next
     * @param left the one that the log is in, likewise
     * @return whether there was any, or the head moved
     */
    boolean appendLate(FileId older, FileId left) throws LogException, NotOwnerException, InterruptedException {
        FileId id = older.from(0);
        byte[] bytes = reader.read(path, id, older.base(), READ);
        if (bytes == null || bytes.length == 0) {
            return false;
        }
        Chunker chunker = generationOpener.resume(older.beside(left, null), generationOpener.lineFeed(), Mark.LATE);
        boolean appended = chunker != null;
        while (chunker != null && appended && bytes != null && bytes.length > 0) {
            chunker.add(bytes, 0, bytes.length, appender.pending());
            appended = appender.append();
            bytes = reader.read(path, id, older.base() + chunker.received().offset(), READ);
        }
        if (chunker != null && appended) {
            chunker.flush(appender.pending());
            appender.append();
        }
        return true;
    }
}
