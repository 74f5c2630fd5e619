package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ZeroRuns;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a tail goes on reading: at the head's end if the file is still the same, after the rest of the old file and those
 * that came in between if it was rotated or cut, near the end of the file if the log is new to the cluster. What has to be
 * appended before that is appended here. The follower is open all the while, so what happens meanwhile is not missed: it comes when this is over.
 * For one thread; blocks on the host.
 */
final class ResumeFinder {
    private static final System.Logger LOGGER = System.getLogger(ResumeFinder.class.getName());
    private static final int READ = 1 << 20;

    private final LogId log;
    private final TailContext context;
    private final JournalAppender appender;
    private final HostReader reader;
    private final HostReader.LogFollower follower;
    private final LogSource.FileSource file;
    private final RotatedFiles rotated;
    private LineFeed lineFeed;
    private int life; // the current one
    private boolean whole; // whether what came before the current life was found to its end

    /**
     * @param file the file that has the log's name now
     * @param named the log as it is configured, so perhaps with {@code %d}
     */
    ResumeFinder(
            LogId log,
            TailContext context,
            JournalAppender appender,
            HostReader reader,
            HostReader.LogFollower follower,
            LogSource.FileSource file,
            LogSource.FileSource named) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.reader = reader;
        this.follower = follower;
        this.file = file;
        this.lineFeed = LineFeed.of(file.charset());
        this.rotated = new RotatedFiles(appender, reader, file.path(), named);
    }

    /** Where the log goes on. */
    sealed interface ResumePoint permits ResumeAt, ResumeLater {}

    /** @param chunker stands at the first byte to read of the life */
    record ResumeAt(Chunker chunker) implements ResumePoint {}

    /**
     * Nobody has written to the life yet. Until somebody does it is not opened: nothing would tell it from a later one; and whoever does may be late, and
     * still write to the file before it.
     *
     * @param file the file before, for which {@link #late} asks now and then; null if nobody writes to that any more
     * @param whole whether nothing can be missing before the life
     */
    record ResumeLater(RotatedFiles.@Nullable RotatedPart file, boolean whole, boolean cut) implements ResumePoint {}

    /**
     * Where to go on, from a log's first life that the follower has told.
     *
     * @param continued whether somebody is waiting for the log to go on, so that a long way is worth catching up
     * @return null if the head moved meanwhile, or the life is over: realign and try again
     */
    @Nullable
    ResumePoint find(HostReader.FileLife first, boolean continued)
            throws LogException, NotOwnerException, InterruptedException {
        FileInfo info = first.file();
        LogTip logTip = appender.logTip();
        life(first);
        if (logTip == null) {
            return place(nearEnd(info, context.clock().millis(), null));
        }
        FileId at = logTip.file();
        if (at != null
                && at.newer() != null) { // what the older file gets meanwhile, and later, is looked for behind that
            resume(at.newer().beside(null, at.from(logTip.place())), lineFeed, Mark.RESUMED);
            return null;
        }
        boolean same = isSame(info, logTip);
        boolean cut = !same && at != null && at.node().equals(info.node());
        if (at != null && at.older() != null && !cut && wentOn(at.older(), at.from(logTip.place()))) {
            return null;
        }
        long limit =
                continued ? context.settings().catchUp() : context.settings().preroll();
        if (!same) {
            return next(info, logTip, limit);
        }
        if (at != null && at.base() > 0) {
            appender.file(at);
        } else if (at != null) {
            appender.older(at.older());
        }
        if (info.size() - logTip.place() > limit) {
            return place(nearEnd(info, logTip.end().generation(), logTip.end()));
        }
        return place(chunker(logTip.end(), inLine(logTip)));
    }

    /**
     * Appends what was written meanwhile to the file before the one in which the log is: that may have lost its name too by now, and then nobody asks for it
     * again.
     *
     * @return whether there was any, or the head moved
     */
    private boolean wentOn(FileId older, FileId left) throws LogException, NotOwnerException, InterruptedException {
        FileId id = older.from(0);
        byte[] bytes = reader.read(file.path(), id, older.base(), READ);
        if (bytes == null || bytes.length == 0) {
            return false;
        }
        Chunker chunker = resume(older.beside(left, null), lineFeed, Mark.LATE);
        boolean appended = chunker != null;
        while (chunker != null && appended && bytes != null && bytes.length > 0) {
            chunker.add(bytes, 0, bytes.length, appender.pending());
            appended = appender.append();
            bytes = reader.read(
                    file.path(), id, older.base() + chunker.received().offset(), READ);
        }
        if (chunker != null && appended) {
            chunker.flush(appender.pending());
            appender.append();
        }
        return true;
    }

    private static @Nullable ResumePoint place(@Nullable Chunker chunker) {
        return chunker == null ? null : new ResumeAt(chunker);
    }

    /**
     * A life goes on of which {@link #find} was not asked, since it began later: what came before it and nobody has sent is looked for, then a mark opens its
     * generation.
     *
     * @param logTip where the log is, and the file before
     * @param missed whether there was something in between that nobody has opened, or that was given up
     * @param lacks whether the file before was given up before its end
     * @param comes tells of a node whether its file is one that will be sent
     * @return its chunker, or null as {@link #find}
     */
    @Nullable
    Chunker after(LogTip logTip, HostReader.FileLife next, boolean missed, boolean lacks, Predicate<String> comes)
            throws LogException, NotOwnerException, InterruptedException {
        life(next);
        FileInfo info = next.file();
        Position end = logTip.end();
        boolean cut = next.kind() == HostReader.FileLife.LifeKind.CUT;
        whole = !missed;
        if (cut || missed) {
            RotatedFiles.RotatedResult rotatedResult = since(logTip, info);
            if (rotatedResult == null) {
                rotatedResult = rotated.since(logTip, info, true);
            }
            whole &= !rotatedResult.doubtful();
            log(logTip, rotatedResult, info);
            List<RotatedFiles.RotatedPart> parts = new ArrayList<>(rotatedResult.parts());
            // the follower sends what a file has that was not cut or given up, now and later
            int read = cut || lacks ? 0 : Math.min(1, parts.size());
            parts.subList(read, parts.size())
                    .removeIf(part -> part.id() != null && comes.test(part.id().node()));
            end = before(parts, read, end, context.settings().catchUp());
            if (end == null) {
                return null;
            }
        }
        return open(end, whole, cut);
    }

    /** A life of a log of which nothing has been appended yet. */
    Chunker first(HostReader.FileLife first) {
        life(first);
        return chunker(new Position(context.clock().millis(), 0), false);
    }

    /** Opens a generation for the current life, which was waited for behind {@code end}. */
    @Nullable
    Chunker open(Position end, boolean nothingMissing, boolean cut) throws NotOwnerException {
        Position begin = new Position(newer(end), 0);
        // without the old file's end nobody can say how much is missing, but that something may be
        appender.pending()
                .add(
                        nothingMissing
                                ? Mark.generation(end, begin.generation(), cut ? Mark.TRUNCATED : Mark.ROTATED)
                                : Mark.gap(end, begin, Mark.UNAVAILABLE));
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
     */
    @Nullable
    Chunker resume(FileId id, LineFeed ends, String reason) throws NotOwnerException {
        LogTip logTip = appender.logTip();
        if (logTip == null) {
            return null;
        }
        lineFeed = ends;
        Position begin = new Position(newer(logTip.end()), 0);
        appender.file(id);
        appender.pending().add(Mark.generation(logTip.end(), begin.generation(), reason));
        return appender.append() ? chunker(begin, false) : null;
    }

    /** How the lines of the current life end. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    private void life(HostReader.FileLife next) {
        life = next.number();
        file(next.file());
    }

    private void file(FileInfo info) {
        appender.file(info);
        lineFeed = LineFeed.of(info.head(), file.charset());
    }

    private Chunker chunker(Position start, boolean inLine) {
        return new Chunker(log.key(), lineFeed, start, inLine);
    }

    private boolean isSame(FileInfo info, LogTip logTip) throws LogException, InterruptedException {
        FileId id = logTip.file();
        if (id == null || !id.matches(info.node(), info.head()) || info.size() < logTip.place()) {
            return false;
        }
        int length = appender.tailFingerprint().length(logTip.end());
        byte[] read = follower.peek(life, logTip.place() - length, length);
        return read != null && (length == 0 || appender.tailFingerprint().matches(read));
    }

    private boolean inLine(LogTip logTip) throws LogException, InterruptedException {
        int length = (int) Math.min(lineFeed.length(), logTip.place());
        return length > 0 && isInLine(follower.peek(life, logTip.place() - length, length), length, logTip.place());
    }

    private boolean inLine(String path, FileId id, long place) throws LogException, InterruptedException {
        int length = (int) Math.min(lineFeed.length(), place);
        return length > 0 && isInLine(reader.readOlder(file.path(), path, id, place - length, length), length, place);
    }

    private boolean isInLine(byte @Nullable [] before, int length, long place) {
        return before != null && before.length == length && !lineFeed.endsBefore(before, 0, length, place);
    }

    /** Begins a little before the end of the file, at the beginning of a line; with a gap if the log was known before. */
    private @Nullable Chunker nearEnd(FileInfo info, long generation, @Nullable Position from)
            throws LogException, NotOwnerException, InterruptedException {
        FileId current = appender.currentFile();
        long base = current == null ? 0 : current.base();
        int preroll = context.settings().preroll();
        long place = Math.max(from == null ? 0 : base + from.offset() + 1, info.size() - preroll);
        if (place == 0) {
            return chunker(new Position(generation, 0), false);
        }
        int before = (int) Math.min(lineFeed.length(), place);
        byte[] bytes = follower.peek(life, place - before, preroll + before);
        if (bytes == null) {
            return null; // it is over
        }
        int lineStart = lineStart(bytes, place - before);
        boolean found = lineStart <= bytes.length;
        int skip = found ? lineStart : Math.min(before, bytes.length);
        Position start = new Position(generation, place - before + skip - base);
        if (from != null && start.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, start, Mark.UNAVAILABLE));
        }
        Chunker chunker = chunker(start, !found);
        chunker.add(bytes, skip, bytes.length - skip, appender.pending());
        return appender.append() ? chunker : null;
    }

    /** The first place behind a line feed, or in a hole, behind which a line begins as well; more than there are bytes if there is none. */
    private int lineStart(byte[] bytes, long offset) {
        int hole = ZeroRuns.begin(bytes, 0, bytes.length);
        if (hole < bytes.length && lineFeed.lastEnd(bytes, 0, hole, offset + hole) == 0) {
            return Math.max(lineFeed.length(), hole + (int) ((offset + hole) % lineFeed.length()));
        }
        int place = 1;
        while (place <= bytes.length && !lineFeed.endsBefore(bytes, 0, place, offset + place)) {
            place++;
        }
        return place;
    }

    /** The file is another one, or was cut: what came before it, a mark, then the new one from its beginning. */
    private @Nullable ResumePoint next(FileInfo info, LogTip logTip, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        FileId old = logTip.file();
        RotatedFiles.RotatedResult rotatedResult = since(logTip, info);
        if (rotatedResult == null) {
            return null;
        }
        whole = rotatedResult.complete() && !rotatedResult.doubtful();
        log(logTip, rotatedResult, info);
        Position end = before(rotatedResult.parts(), 0, logTip.end(), limit - info.size());
        if (end == null) {
            return null;
        }
        boolean cut = old != null && old.node().equals(info.node());
        if (info.size() == 0) {
            RotatedFiles.RotatedPart last = rotatedResult.parts().isEmpty()
                    ? null
                    : rotatedResult.parts().get(rotatedResult.parts().size() - 1);
            boolean used = last != null
                    && last.id() != null
                    && last.size() >= 0
                    && !cut; // nobody writes to a copy or a packed one
            return new ResumeLater(used ? last : null, whole, cut);
        }
        Chunker chunker = open(end, whole, cut);
        if (chunker == null || info.size() <= limit) {
            return place(chunker);
        }
        Position begin = chunker.next();
        return place(nearEnd(info, begin.generation(), begin));
    }

    /** What was written to the file before, which may go on for as long as the life is empty; null if the head moved or the file is gone. */
    @Nullable
    Position late(ResumeLater resumeLater, Position from) throws LogException, NotOwnerException, InterruptedException {
        RotatedFiles.RotatedPart part = resumeLater.file();
        FileId id = part == null ? null : part.id();
        return part == null || id == null
                ? from
                : rest(part, id, from, context.settings().catchUp());
    }

    private void log(LogTip logTip, RotatedFiles.RotatedResult rotatedResult, FileInfo info) {
        LOGGER.log(
                Level.INFO,
                "{0} was left at {1} in {2} and goes on through {3}{4} and {5} {6}.",
                log,
                logTip.end(),
                logTip.file(),
                rotatedResult.parts(),
                whole ? "" : " (something may be missing)",
                info.path(),
                info.id());
    }

    /** What came before the current life, which may be rotated away itself by now; null if it was cut meanwhile. */
    private RotatedFiles.@Nullable RotatedResult since(LogTip logTip, FileInfo info)
            throws LogException, InterruptedException {
        RotatedFiles.RotatedResult rotatedResult = rotated.since(logTip, info, false);
        if (isNamed(info) && follower.peek(life, 0, 0) != null) {
            return rotatedResult;
        }
        byte[] head = follower.peek(life, 0, info.head().length == 0 ? FileId.PRINT : info.head().length);
        return head == null
                ? null
                : rotated.since(
                        logTip, new FileInfo(info.path(), info.node(), info.size(), info.modified(), head), true);
    }

    private boolean isNamed(FileInfo info) throws LogException, InterruptedException {
        FileInfo named =
                reader.look(file.path(), List.of(file.path()), 0, false).get(0).found();
        return named != null && named.node().equals(info.node());
    }

    private long newer(Position than) {
        return Math.max(than.generation() + 1, context.clock().millis());
    }

    /** Appends what was written before the current file; returns where that ends, or null if the head moved. */
    private @Nullable Position before(List<RotatedFiles.RotatedPart> parts, int read, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        int first = parts.size(); // what is older is not worth its way, and becomes gaps
        for (long left = limit; first > 0 && parts.get(first - 1).length() <= left; first--) {
            left -= parts.get(first - 1).length();
        }
        Position end = from;
        boolean hole = false; // since there, of unknown length
        for (int i = read; i < parts.size(); i++) {
            RotatedFiles.RotatedPart part = parts.get(i);
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

    private @Nullable Position skip(RotatedFiles.RotatedPart part, FileId id, Position from) throws NotOwnerException {
        Position end = new Position(from.generation(), Math.max(from.offset(), part.size() - id.base()));
        if (end.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, end, Mark.UNAVAILABLE));
        }
        return appender.append(id) ? end : null;
    }

    /** Appends what an older file still has; returns where it ends, or null if the head moved. */
    private @Nullable Position rest(RotatedFiles.RotatedPart part, FileId id, Position from, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        Chunker chunker = chunker(from, inLine(part.path(), id, id.place(from.offset())));
        while (true) {
            long place = id.place(chunker.received().offset());
            byte[] bytes = reader.readOlder(file.path(), part.path(), id, place, READ);
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
