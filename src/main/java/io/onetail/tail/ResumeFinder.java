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
 * Finds where a tail goes on reading: at the head's end if the file is still the same; after the rest of the old file, and the files that
 * came in between, if it was rotated or cut; near the end of the file if the log is new to the cluster. What has to be appended before that
 * is appended here. The follower is open all the while, so nothing that happens meanwhile is missed: it comes when this is over. For one
 * thread; blocks on the host and the journal.
 */
final class ResumeFinder {
    private static final System.Logger LOGGER = System.getLogger(ResumeFinder.class.getName());
    /** How many bytes a line is looked for in; one without an end in these is begun within. */
    private static final int LINE_BLOCK = 128 << 10;

    private static final int HEAD = 4096;

    private final LogId log;
    private final TailContext context;
    private final JournalAppender appender;
    private final HostReader reader;
    private final HostReader.LogFollower follower;
    private final LogSource.FileSource file;
    private final GenerationOpener generationOpener;
    private final RotatedFiles rotated;
    private final BacklogAppender backlog;
    private int life; // the current one

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
            LogSource.FileSource named,
            GenerationOpener generationOpener) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.reader = reader;
        this.follower = follower;
        this.file = file;
        this.generationOpener = generationOpener;
        this.rotated = new RotatedFiles(appender, reader, file.path(), named);
        this.backlog = new BacklogAppender(appender, reader, file.path(), generationOpener);
    }

    /** Where the log goes on. */
    sealed interface ResumePoint permits ResumeAt, ResumeLater {}

    /** @param chunker stands at the first byte to read of the life */
    record ResumeAt(Chunker chunker) implements ResumePoint {}

    /**
     * The life is empty. It is not opened until its first byte comes: nothing would tell it from a later one, and its writer may be late,
     * and still write to the file before it.
     *
     * @param file the file before, for which {@link #late} asks now and then; null if nobody writes to that any more
     * @param missing the reason of a gap if something can be missing before the life; else null
     * @param cut whether the life is the file before, but cut
     */
    record ResumeLater(
            RotatedFiles.@Nullable RotatedPart file,
            @Nullable String missing,
            boolean cut) implements ResumePoint {}

    /**
     * Where to go on, from the first life that the follower has told of.
     *
     * @param continued whether somebody is waiting for the log to go on, so that it is worth catching up even if that takes long
     * @return null if the head moved meanwhile, or the life is over: realign and try again
     */
    @Nullable
    ResumePoint find(HostReader.FileLife first, boolean continued)
            throws LogException, NotOwnerException, InterruptedException {
        FileInfo info = first.file();
        LogTip logTip = appender.logTip();
        life(first);
        if (logTip == null) {
            return point(nearEnd(
                    info, context.clock().millis(), null, context.settings().preroll()));
        }
        FileId at = logTip.file();
        if (at != null && at.newer() != null) {
            // what the older file gets meanwhile, and later, is looked for after that
            generationOpener.resume(
                    at.newer().beside(null, at.from(logTip.place())), generationOpener.lineFeed(), Mark.RESUMED);
            return null;
        }
        boolean same = isSame(info, logTip);
        boolean cut = !same && at != null && at.node().equals(info.node());
        if (at != null && at.older() != null && !cut) {
            follower.keep(file.path(), at.older().node());
            if (backlog.appendLate(at.older(), at.from(logTip.place()))) {
                return null;
            }
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
            return point(nearEnd(info, logTip.end().generation(), logTip.end(), limit));
        }
        return point(generationOpener.chunker(logTip.end(), isInLine(logTip)));
    }

    private static @Nullable ResumePoint point(@Nullable Chunker chunker) {
        return chunker == null ? null : new ResumeAt(chunker);
    }

    /**
     * Goes on with a life that began later than the one that {@link #find} was asked for: what came before it and was not sent is looked
     * for, then a mark opens its generation.
     *
     * @param logTip where the log is, and the file before
     * @param missed whether there was a life in between that nobody has opened, or that was given up
     * @param lacks whether the file before was given up before its end
     * @param comes whether the file with a node is one whose bytes the follower will send
     * @return its chunker, or null as {@link #find}
     */
    @Nullable
    Chunker after(LogTip logTip, HostReader.FileLife next, boolean missed, boolean lacks, Predicate<String> comes)
            throws LogException, NotOwnerException, InterruptedException {
        life(next);
        FileInfo info = next.file();
        boolean cut = next.kind() == HostReader.FileLife.LifeKind.CUT;
        if (!cut && !missed) {
            return generationOpener.open(logTip.end(), null, false);
        }
        RotatedFiles.RotatedResult rotatedResult = since(logTip, info);
        if (rotatedResult == null) {
            rotatedResult = rotated.since(logTip, info, true);
        }
        boolean whole = !missed && !rotatedResult.doubtful();
        log(logTip, rotatedResult, info, whole);
        List<RotatedFiles.RotatedPart> parts = new ArrayList<>(rotatedResult.parts());
        // the follower sends what a file has that was not cut or given up, now and later
        int sent = cut || lacks ? 0 : Math.min(1, parts.size());
        parts.subList(sent, parts.size())
                .removeIf(part -> part.id() != null && comes.test(part.id().node()));
        BacklogAppender.AppendedBacklog appended =
                backlog.append(parts, sent, logTip.end(), context.settings().catchUp());
        return appended == null
                ? null
                : generationOpener.open(appended.end(), whole ? appended.missing() : Mark.UNAVAILABLE, cut);
    }

    private void life(HostReader.FileLife next) {
        life = next.number();
        generationOpener.file(next.file());
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

    private boolean isInLine(LogTip logTip) throws LogException, InterruptedException {
        int length = (int) Math.min(generationOpener.lineFeed().length(), logTip.place());
        return length > 0
                && generationOpener.isInLine(
                        follower.peek(life, logTip.place() - length, length), length, logTip.place());
    }

    /**
     * Begins at the first line of the file's last bytes; with a gap if the log was known before.
     *
     * @param last how many bytes; all that comes of them is the follower's, but for the first ones, where the line is looked for
     */
    private @Nullable Chunker nearEnd(FileInfo info, long generation, @Nullable Position from, long last)
            throws LogException, NotOwnerException, InterruptedException {
        FileId current = appender.currentFile();
        long base = current == null ? 0 : current.base();
        int block = (int) Math.min(last, Math.max(context.settings().preroll(), LINE_BLOCK));
        long place = Math.max(from == null ? 0 : base + from.offset() + 1, info.size() - last);
        if (place == 0) {
            return generationOpener.chunker(new Position(generation, 0), false);
        }
        int before = (int) Math.min(generationOpener.lineFeed().length(), place);
        byte[] bytes = follower.peek(life, place - before, block + before);
        if (bytes == null) {
            return null; // it is over
        }
        int lineStart = lineStart(bytes, place - before);
        boolean found = lineStart <= bytes.length;
        int skip = found ? lineStart : Math.min(before, bytes.length);
        Position start = new Position(generation, place - before + skip - base);
        if (from != null && start.compareTo(from) > 0) {
            appender.pending().add(Mark.gap(from, start, Mark.SLOW));
        }
        Chunker chunker = generationOpener.chunker(start, !found);
        chunker.add(bytes, skip, bytes.length - skip, appender.pending());
        return appender.append() ? chunker : null;
    }

    /** The first place after a line feed, or in a hole, after which a line begins as well; more than there are bytes if there is none. */
    private int lineStart(byte[] bytes, long offset) {
        LineFeed lineFeed = generationOpener.lineFeed();
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

    /** The file is another one, or was cut: appends what came before it and a mark, then goes on with it from its beginning. */
    private @Nullable ResumePoint next(FileInfo info, LogTip logTip, long limit)
            throws LogException, NotOwnerException, InterruptedException {
        FileId old = logTip.file();
        RotatedFiles.RotatedResult rotatedResult = since(logTip, info);
        if (rotatedResult == null) {
            return null;
        }
        boolean found = rotatedResult.complete() && !rotatedResult.doubtful();
        log(logTip, rotatedResult, info, found);
        if (info.head().length == 0) {
            lineFeedOf(rotatedResult.parts());
        }
        boolean cut = old != null && old.node().equals(info.node());
        RotatedFiles.RotatedPart used = used(rotatedResult.parts(), cut);
        if (used != null && used.id() != null) {
            follower.keep(used.path(), used.id().node()); // before it is read: nothing it gets later is missed
        }
        BacklogAppender.AppendedBacklog appended =
                backlog.append(rotatedResult.parts(), 0, logTip.end(), limit - info.size());
        if (appended == null) {
            return null;
        }
        String missing = found ? appended.missing() : Mark.UNAVAILABLE;
        if (info.size() == 0) {
            return new ResumeLater(used, missing, cut);
        }
        Chunker chunker = generationOpener.open(appended.end(), missing, cut);
        if (chunker == null || info.size() <= limit) {
            return point(chunker);
        }
        Position begin = chunker.next();
        return point(nearEnd(info, begin.generation(), begin, limit));
    }

    /** While the file is empty, lines end as in the one before. */
    private void lineFeedOf(List<RotatedFiles.RotatedPart> parts) throws LogException, InterruptedException {
        RotatedFiles.RotatedPart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        FileId id = last == null ? null : last.id();
        byte[] head = last == null || id == null ? null : reader.readOlder(file.path(), last.path(), id, 0, HEAD);
        if (head != null) {
            generationOpener.head(head);
        }
    }

    /** The file before the current one, if its writer may still use it: nobody writes to a copy or a packed file. */
    private static RotatedFiles.@Nullable RotatedPart used(List<RotatedFiles.RotatedPart> parts, boolean cut) {
        RotatedFiles.RotatedPart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        return last != null && last.id() != null && last.size() >= 0 && !cut ? last : null;
    }

    /**
     * Appends what was written meanwhile to the file before, whose writer may use it for as long as the life is empty.
     *
     * @param from where the log ends
     * @return where it ends by now, and whether that is all that there is; null if the head moved or the file is gone
     */
    BacklogAppender.@Nullable AppendedBacklog late(ResumeLater resumeLater, Position from)
            throws LogException, NotOwnerException, InterruptedException {
        RotatedFiles.RotatedPart part = resumeLater.file();
        FileId id = part == null ? null : part.id();
        if (part == null || id == null) {
            return new BacklogAppender.AppendedBacklog(from, null);
        }
        return backlog.rest(part, id, from, context.settings().catchUp());
    }

    private void log(LogTip logTip, RotatedFiles.RotatedResult rotatedResult, FileInfo info, boolean whole) {
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
}
