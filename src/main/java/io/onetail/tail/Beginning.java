package io.onetail.tail;

import io.onetail.catalog.Source;
import io.onetail.protocol.Holes;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a tail goes on reading: at the head's end if the file is still the same, after the rest of the old file and those
 * that came in between if it was rotated or cut, near the end of the file if the log is new to the cluster. What has to be
 * appended before that is appended here. For one thread.
 */
final class Beginning {
    private static final System.Logger LOGGER = System.getLogger(Beginning.class.getName());
    private static final int READ = 1 << 20;

    private final LogId log;
    private final TailContext context;
    private final Appender appender;
    private final Transport transport;
    private final Source.File file;
    private final Rotated rotated;
    private final Pause pause;
    private LineFeed lineFeed;
    private boolean whole; // whether what came before the current file was found to its end

    /** Waits, unless the tail is to end. */
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    /**
     * @param file the file that has the log's name now
     * @param named the log as it is configured, so perhaps with {@code %d}
     */
    Beginning(
            LogId log,
            TailContext context,
            Appender appender,
            Transport transport,
            Source.File file,
            Source.File named,
            Pause pause) {
        this.pause = pause;
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.transport = transport;
        this.file = file;
        this.lineFeed = LineFeed.of(file.charset());
        this.rotated = new Rotated(appender, transport, file.path(), named);
    }

    /**
     * The chunker to go on with, standing at the first byte to read.
     *
     * @param continued whether somebody is waiting for the log to go on, so that a long way is worth catching up
     * @return null if the head moved meanwhile: realign and try again
     */
    @Nullable
    Chunker find(FileInfo info, boolean continued) throws LogException, NotOwnerException, InterruptedException {
        Known known = appender.known();
        file(info);
        if (known == null) {
            return nearEnd(info, context.clock().millis(), null);
        }
        long limit =
                continued ? context.settings().catchUp() : context.settings().preroll();
        if (!isSame(info, known)) {
            return next(info, known, limit, false);
        }
        if (info.size() - known.end().offset() > limit) {
            return nearEnd(info, known.end().generation(), known.end());
        }
        return chunker(known.end(), inLine(file.path(), info.id(), known.end()));
    }

    private void file(FileInfo info) {
        appender.file(info);
        lineFeed = LineFeed.of(info.head(), file.charset());
    }

    private Chunker chunker(Position start, boolean inLine) {
        return new Chunker(log.key(), lineFeed, start, inLine);
    }

    /**
     * The file that was followed up to {@code known} was cut, or the name led to this one next: appends what was written after that
     * place, which may be in a copy by now, and opens the new generation. The next one may have been rotated away itself meanwhile; it is then
     * looked for like any other that is known.
     */
    void after(Known known, FileInfo info) throws LogException, NotOwnerException, InterruptedException {
        file(info);
        next(info, known, context.settings().catchUp(), true);
    }

    private boolean isSame(FileInfo info, Known known) throws LogException, InterruptedException {
        FileId id = known.file();
        return id != null
                && id.matches(info.node(), info.head())
                && info.size() >= known.end().offset()
                && rotated.matches(file.path(), info.id(), known.end());
    }

    private boolean inLine(String path, FileId id, Position at) throws LogException, InterruptedException {
        if (at.offset() == 0) {
            return false;
        }
        int length = (int) Math.min(lineFeed.length(), at.offset());
        byte[] before = transport.read(path, id, at.offset() - length, length);
        return before != null && before.length == length && !lineFeed.endsBefore(before, 0, length, at.offset());
    }

    /** Begins a little before the end of the file, at the begin of a line; with a gap if the log was known before. */
    private @Nullable Chunker nearEnd(FileInfo info, long generation, @Nullable Position from)
            throws LogException, NotOwnerException, InterruptedException {
        int preroll = context.settings().preroll();
        long offset = Math.max(from == null ? 0 : from.offset() + 1, info.size() - preroll);
        if (offset == 0) {
            return chunker(new Position(generation, 0), false);
        }
        int before = (int) Math.min(lineFeed.length(), offset);
        byte[] bytes = transport.read(file.path(), info.id(), offset - before, preroll + before);
        if (bytes == null) {
            return null; // another file by now
        }
        int lineStart = lineStart(bytes, offset - before);
        boolean found = lineStart <= bytes.length;
        int skip = found ? lineStart : Math.min(before, bytes.length);
        Position start = new Position(generation, offset - before + skip);
        if (from != null && start.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, start, Mark.UNAVAILABLE));
        }
        Chunker chunker = chunker(start, !found);
        chunker.add(bytes, skip, bytes.length - skip, appender.pending());
        return appender.append() ? chunker : null;
    }

    /** The first place behind a line feed, or in a hole, behind which a line begins as well; more than there are bytes if there is none. */
    private int lineStart(byte[] bytes, long offset) {
        int hole = Holes.begin(bytes, 0, bytes.length);
        if (hole < bytes.length && lineFeed.lastEnd(bytes, 0, hole, offset + hole) == 0) {
            return Math.max(lineFeed.length(), hole + (int) ((offset + hole) % lineFeed.length()));
        }
        int place = 1;
        while (place <= bytes.length && !lineFeed.endsBefore(bytes, 0, place, offset + place)) {
            place++;
        }
        return place;
    }

    /** The file is another one, or was cut: what came before it, a mark, then the new one from its begin. */
    private @Nullable Chunker next(FileInfo info, Known known, long limit, boolean drained)
            throws LogException, NotOwnerException, InterruptedException {
        FileId old = known.file();
        Rotated.Found found = rotated.since(known, info, false);
        if (!isStill(info)) { // it may be among those that were found
            if (!drained) {
                return null;
            }
            found = rotated.since(known, info, true); // that it comes next is only known now
        }
        whole = (found.complete() || drained) && !found.doubtful();
        if (!drained || !whole || found.parts().size() > 1) {
            LOGGER.log(
                    Level.INFO,
                    "{0} was left at {1} in {2} and goes on through {3}{4} and {5} {6}.",
                    log,
                    known.end(),
                    old,
                    found.parts(),
                    whole ? "" : " (something may be missing)",
                    info.path(),
                    info.id());
        }
        Position end = before(found.parts(), known.end(), limit - info.size());
        if (end != null && info.size() == 0 && !drained && !found.parts().isEmpty()) {
            end = late(found.parts().get(found.parts().size() - 1), end);
        }
        if (end == null) {
            return null;
        }
        boolean cut = old != null && old.node().equals(info.node());
        Position begin = new Position(newer(end), 0);
        // without the old file's end nobody can say how much is missing, but that something may be
        appender.pending()
                .add(
                        whole
                                ? Mark.generation(end, begin.generation(), cut ? Mark.TRUNCATED : Mark.ROTATED)
                                : Mark.gap(end, begin, Mark.UNAVAILABLE));
        if (!appender.append()) {
            return null;
        }
        return info.size() > limit ? nearEnd(info, begin.generation(), begin) : chunker(begin, false);
    }

    /** Whether the file is still the one that {@link #find} began in, as far as it was read. */
    boolean fits(FileInfo info) throws LogException, InterruptedException {
        Known known = appender.known();
        return isStill(info)
                && (known == null
                        || known.file() == null
                        || !known.file().node().equals(info.node())
                        || rotated.matches(file.path(), info.id(), known.end()));
    }

    /** Whether the log's name still leads to this file, and it was not cut. */
    private boolean isStill(FileInfo info) throws LogException, InterruptedException {
        try {
            FileInfo now = transport.probe(file.path());
            return info.id().matches(now.node(), now.head()) && now.size() >= info.size();
        } catch (LogException e) {
            if (e.failure().passing()) {
                throw e;
            }
            return false; // between two
        }
    }

    private long newer(Position than) {
        return Math.max(than.generation() + 1, context.clock().millis());
    }

    /** Appends what was written before the current file; returns where that ends, or null if the head moved. */
    private @Nullable Position before(List<Rotated.Part> parts, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        int first = parts.size(); // what is older is not worth its way, and becomes gaps
        for (long left = limit; first > 0 && parts.get(first - 1).length() <= left; first--) {
            left -= parts.get(first - 1).length();
        }
        Position end = from;
        boolean hole = false; // since there, of unknown length
        for (int i = 0; i < parts.size(); i++) {
            Rotated.Part part = parts.get(i);
            FileId id = part.id();
            if (id == null || (i < first && part.size() < 0)) {
                hole = true;
                continue;
            }
            if (i > 0) {
                Position begin = new Position(newer(end), 0);
                appender.pending()
                        .add(
                                hole
                                        ? Mark.gap(end, begin, Mark.UNAVAILABLE)
                                        : Mark.generation(end, begin.generation(), Mark.ROTATED));
                hole = false;
                end = begin;
            }
            Position done = i < first ? skip(part, id, end) : rest(part, id, end, limit);
            if (done == null) {
                return null;
            }
            end = done;
        }
        whole &= !hole;
        return end;
    }

    /** Nobody has written to the current file yet: whoever does may be late, and still write to the one before. */
    private @Nullable Position late(Rotated.Part part, Position from)
            throws LogException, NotOwnerException, InterruptedException {
        FileId id = part.id();
        if (id == null || part.size() < 0) { // packed: nobody writes to it
            return from;
        }
        Position end = from;
        int quiet = 0;
        while (quiet < Following.QUIET_TICKS) {
            pause.await(Following.QUIET);
            Position done = rest(part, id, end, context.settings().catchUp());
            if (done == null) {
                return null;
            }
            quiet = done.equals(end) ? quiet + 1 : 0;
            end = done;
        }
        return end;
    }

    private @Nullable Position skip(Rotated.Part part, FileId id, Position from) throws NotOwnerException {
        Position end = new Position(from.generation(), Math.max(from.offset(), part.size()));
        if (end.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, end, Mark.UNAVAILABLE));
        }
        return appender.append(id) ? end : null;
    }

    /** Appends what an older file still has; returns where it ends, or null if the head moved. */
    private @Nullable Position rest(Rotated.Part part, FileId id, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        Chunker chunker = chunker(from, inLine(part.path(), id, from));
        while (true) {
            byte[] bytes = transport.read(part.path(), id, chunker.received().offset(), READ);
            if (bytes == null) {
                return null; // compressed or deleted meanwhile: looked for again
            }
            if (bytes.length == 0) {
                break;
            }
            if (chunker.received().offset() - from.offset() > limit) {
                whole = false;
                break;
            }
            chunker.add(bytes, 0, bytes.length, appender.pending());
            if (!appender.append(id)) {
                return null;
            }
        }
        chunker.flush(appender.pending());
        return appender.append(id) ? chunker.next() : null;
    }
}
