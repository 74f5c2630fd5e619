package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.Position;
import io.onetail.tail.SiblingFinder.SiblingFile;
import io.onetail.tail.SiblingFinder.SiblingList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a log went through while nothing read it: the file that was followed last, by its inode or as a copy, and those that
 * were created and rotated away after it. These must have been named in the same way as that file. What can't be distinguished from another
 * log's files becomes a gap. For one thread.
 */
final class RotatedFiles {
    private static final int TRIES = 3;
    /** How many files are examined at most, the newest first. */
    private static final int MOST_PROBES = 64;

    private static final int HEAD = 4096;

    /** How many times larger than its packed file a log usually is. */
    private static final int PACKED = 10;

    private final JournalAppender appender;
    private final HostReader reader;
    private final String path;
    private final SiblingFinder siblingFinder;
    private final CopyComparison copyComparison;

    /**
     * @param path the file that has the log's name now
     * @param log as configured, so perhaps with {@code %d}
     */
    RotatedFiles(JournalAppender appender, HostReader reader, String path, LogSource.FileSource log) {
        this.appender = appender;
        this.reader = reader;
        this.path = path;
        this.siblingFinder = new SiblingFinder(reader, path, log);
        this.copyComparison = new CopyComparison(reader, path);
    }

    /**
     * A part that a log went through before its current file.
     *
     * @param path where the file is by now
     * @param from the first byte that is not known yet
     * @param id null if the file can't be read
     * @param size in bytes, or {@code from} if it is not known; -1 if the file is packed
     * @param stored how many bytes the file takes on the host
     */
    record RotatedPart(String path, @Nullable FileId id, long from, long size, long stored) {
        /** How many bytes there are to read; a guess if the file is packed. */
        long length() {
            return size < 0 ? Math.max(0, stored * PACKED - from) : size - from;
        }
    }

    /**
     * What came after a known place.
     *
     * @param parts the rest of the known file, then the files after it, oldest first; empty if the known file was not found
     * @param complete whether it is certain that nothing is missing after them
     * @param doubtful whether there are files that may or may not have come after them
     */
    record RotatedResult(List<RotatedPart> parts, boolean complete, boolean doubtful) {
        /** The same with nothing but the rest of the known file, which is certain. */
        RotatedResult rest() {
            return parts.size() > 1 ? new RotatedResult(parts.subList(0, 1), false, true) : this;
        }
    }

    private record RotatedCandidate(SiblingFile sibling, RotatedPart part) {}

    /**
     * What a log went through after a known place, up to its current file.
     *
     * @param moved whether the current file may itself have been rotated away by now, as a copy or packed
     */
    RotatedResult since(LogTip logTip, FileInfo current, boolean moved) throws LogException, InterruptedException {
        SiblingList siblingList = siblingFinder.list(current.path());
        for (int tries = 1; ; tries++) {
            RotatedResult parts = since(siblingList, logTip, current, moved);
            SiblingList now = siblingFinder.list(current.path());
            if (now.sizes().equals(siblingList.sizes())) {
                return parts;
            }
            if (tries == TRIES) {
                return now.names().equals(siblingList.names()) ? parts : parts.rest();
            }
            siblingList = now; // meanwhile a rotation has renamed files
        }
    }

    private RotatedResult since(SiblingList siblingList, LogTip logTip, FileInfo current, boolean moved)
            throws LogException, InterruptedException {
        FileId old = logTip.file();
        if (old == null) {
            return new RotatedResult(List.of(), false, false);
        }
        List<RotatedCandidate> newer = new ArrayList<>();
        int looks = 0;
        boolean seen = !moved;
        boolean copied = old.node().equals(current.node());
        boolean doubtful = false;
        for (SiblingFile sibling : siblingList.all()) {
            if (looks++ >= MOST_PROBES) {
                break;
            }
            FileInfo info = probe(sibling, current);
            if (info == null || isHalfPacked(sibling, info)) {
                newer.add(new RotatedCandidate(
                        sibling, unreadable(sibling))); // distinguished from others by its name, below
                continue;
            }
            if (info.node().equals(current.node()) || (moved && isCopy(current, info))) {
                seen = true;
                newer.clear(); // rotated away by now, as are the newer ones: they come later
                continue;
            }
            if (!moved && copied && copyComparison.isOf(current, info)) {
                newer.clear();
                doubtful |= info.size() < FileId.PRINT; // so little may also be all of a file in between
                continue;
            }
            boolean begun = isBegun(sibling, info, logTip);
            if (begun || isOld(sibling, info, logTip, current) || isShortCopy(sibling, info, logTip, current)) {
                // A copy gets its own identity: so little may be known of the old file that it does not distinguish it
                // from others.
                boolean copy = old.startsLike(info.head()) && !old.node().equals(info.node());
                FileId id = copy ? info.id().from(old.base()) : old;
                long from = logTip.place();
                RotatedPart rest = new RotatedPart(
                        info.path(), id, from, info.size(), sibling.file().size());
                if (!seen && !newer.isEmpty()) {
                    return new RotatedResult(
                            List.of(rest), false, true); // it is not known which of them came before the current one
                }
                RotatedResult result = chain(siblingList, new RotatedCandidate(sibling, rest), newer, begun, copied);
                return new RotatedResult(result.parts, result.complete, result.doubtful || doubtful);
            }
            if (info.size() != 0 && info.head().length > 0) {
                boolean shown = sibling.allowed() && TextCheck.isText(info.head());
                long stored = sibling.file().size();
                RotatedPart whole = new RotatedPart(info.path(), info.id(), 0, info.size(), stored);
                newer.add(new RotatedCandidate(sibling, shown ? whole : unreadable(sibling)));
            }
        }
        // Named in another way: the host finds the content, but what came after it is not known.
        long at = logTip.place();
        boolean there = isTold(old, logTip.end())
                && matches(path, old, logTip)
                && reader.read(path, old, at, 1) != null; // of some files too little is known to continue in a copy
        return new RotatedResult(there ? List.of(new RotatedPart(path, old, at, at, 0)) : List.of(), false, false);
    }

    private static RotatedPart unreadable(SiblingFile sibling) {
        return new RotatedPart(sibling.path(), null, 0, -1, sibling.file().size());
    }

    /**
     * The known file, and the files after it that were named in the same way if their order is certain. Where the names alone do not say
     * so, it must also be certain that they all belong to this log.
     *
     * @param newer newest first
     * @param begun whether nothing but the inode is known of the known file
     * @param copied whether the known file is a copy, made before the file was cut in place: only tools that give the newest file the
     *     lowest number do so
     */
    private static RotatedResult chain(
            SiblingList siblingList,
            RotatedCandidate old,
            List<RotatedCandidate> newer,
            boolean begun,
            boolean copied) {
        newer.removeIf(candidate ->
                !candidate.sibling.origin().scheme().equals(old.sibling.origin().scheme()));
        List<SiblingFile> scheme = siblingList.of(old.sibling.origin().scheme());
        boolean disputed = siblingList.disputed().stream()
                .anyMatch(file ->
                        file.origin().scheme().equals(old.sibling.origin().scheme())
                                && !file.modified().isBefore(old.sibling.modified()));
        boolean ordered = copied || isOrdered(scheme, scheme.indexOf(old.sibling));
        if (siblingList.cut() || disputed || !ordered || !isRegular(old, newer)) {
            return new RotatedResult(List.of(old.part), false, true);
        }
        List<RotatedPart> parts = new ArrayList<>();
        parts.add(old.part);
        Collections.reverse(newer);
        newer.forEach(candidate -> parts.add(candidate.part));
        // An inode is reused only when its file is gone, and that can't be so while older files are kept.
        boolean kept = !begun || !scheme.get(scheme.size() - 1).equals(old.sibling);
        return new RotatedResult(parts, kept, false);
    }

    /** Whether it is certain which files came after this one. */
    private static boolean isOrdered(List<SiblingFile> newestFirst, int old) {
        if (NumberOrder.of(newestFirst) != NumberOrder.UNKNOWN) {
            return true;
        }
        for (int i = 0; i <= old && i + 1 < newestFirst.size(); i++) {
            if (newestFirst.get(i).modified().equals(newestFirst.get(i + 1).modified())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the numbers rise or fall with the times and, where the name alone does not say to which log a file belongs, none is missing:
     * a file that does not fit may belong to another log.
     */
    private static boolean isRegular(RotatedCandidate old, List<RotatedCandidate> newestFirst) {
        long[] numbers = Stream.concat(newestFirst.stream(), Stream.of(old))
                .mapToLong(candidate -> candidate.sibling.origin().number())
                .toArray();
        boolean certain = old.sibling.origin().certain();
        for (int i = 1; i < numbers.length && numbers[0] >= 0; i++) {
            long step = numbers[i] - numbers[i - 1];
            boolean same = Long.signum(step) == Long.signum(numbers[1] - numbers[0]);
            if (!same || step == 0 || (!certain && Math.abs(step) != 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is content but none of it can be unpacked yet: a packer has just started on it. */
    private static boolean isHalfPacked(SiblingFile sibling, FileInfo info) {
        int emptyFile = 40 + SiblingFinder.name(sibling.path()).length(); // the most that packers make of an empty file
        long size = sibling.file().size();
        return info.size() < 0 && info.head().length == 0 && (size == 0 || size > emptyFile);
    }

    private static boolean isCopy(FileInfo file, FileInfo copy) {
        byte[] head = file.head();
        return (copy.size() < 0 || copy.size() >= file.size())
                && head.length > 0
                && head.length <= copy.head().length
                && Arrays.equals(head, 0, head.length, copy.head(), 0, head.length);
    }

    /** Whether the bytes before a place are those that were appended last. */
    private boolean matches(String name, FileId id, LogTip logTip) throws LogException, InterruptedException {
        int length = appender.tailFingerprint().length(logTip.end());
        byte[] read = reader.readOlder(path, name, id, logTip.place() - length, length);
        return read != null && (length == 0 || appender.tailFingerprint().matches(read));
    }

    private boolean isOld(SiblingFile sibling, FileInfo info, LogTip logTip, FileInfo current)
            throws LogException, InterruptedException {
        FileId old = logTip.file();
        Position end = logTip.end();
        return old != null
                && isTold(old, end)
                && (old.matches(info.node(), info.head()) || isCopyOf(old, sibling, info, current))
                && (info.size() < 0 || info.size() >= logTip.place())
                && matches(info.path(), info.id(), logTip);
    }

    /**
     * Whether a file can be a copy of the known one, by its name and its first bytes: a packed one, or one made before the file itself was
     * cut. Otherwise it would have kept its inode.
     */
    private static boolean isCopyOf(FileId old, SiblingFile sibling, FileInfo info, FileInfo current) {
        boolean made = RotationNames.isPacked(sibling.path()) || old.node().equals(current.node());
        boolean told = old.printLength() > 0 && old.startsLike(info.head());
        return made && told && sibling.allowed() && (sibling.origin().certain() || old.printLength() == FileId.PRINT);
    }

    /**
     * Whether this is a copy of a file that was cut in place, made before the file's last bytes were written, so that these were read but
     * are not in the copy. Without this check the files after it would not be found.
     */
    private boolean isShortCopy(SiblingFile sibling, FileInfo info, LogTip logTip, FileInfo current)
            throws LogException, InterruptedException {
        FileId old = logTip.file();
        if (old == null
                || !old.node().equals(current.node())
                || old.printLength() < FileId.PRINT
                || !isCopyOf(old, sibling, info, current)) {
            return false;
        }
        byte[] last = reader.readOlder(path, info.path(), info.id(), logTip.place() - 1, 1);
        return last != null && last.length == 0;
    }

    /** Whether this is the known file if that was empty, so that only its inode and its name identify it. */
    private boolean isBegun(SiblingFile sibling, FileInfo info, LogTip logTip) {
        FileId old = logTip.file();
        return old != null
                && !isTold(old, logTip.end())
                && logTip.place() == 0
                && sibling.origin().certain()
                && old.node().equals(info.node());
    }

    /** Whether more than the inode is known of a file, so that it can be distinguished from one that got the inode later. */
    private boolean isTold(FileId file, Position end) {
        return file.printLength() > 0 || appender.tailFingerprint().length(end) > 0;
    }

    private @Nullable FileInfo probe(SiblingFile sibling, FileInfo current) throws LogException, InterruptedException {
        try {
            boolean packed = RotationNames.isPacked(sibling.path());
            FileInfo info = reader.look(path, List.of(sibling.path()), HEAD, packed)
                    .get(0)
                    .info();
            // not through a link that leads elsewhere
            boolean beside = parent(info.path()).equals(parent(current.path()))
                    && SiblingFinder.name(info.path()).equals(SiblingFinder.name(sibling.path()));
            return beside ? info : null;
        } catch (LogException e) {
            if (e.failure().passing()) {
                throw e;
            }
            return null; // gone or unreadable
        }
    }

    private static String parent(String file) {
        return file.substring(0, file.lastIndexOf('/') + 1);
    }
}
