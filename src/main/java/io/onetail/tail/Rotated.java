package io.onetail.tail;

import io.onetail.catalog.Source;
import io.onetail.protocol.LogException;
import io.onetail.protocol.Position;
import io.onetail.tail.Siblings.Listed;
import io.onetail.tail.Siblings.Sibling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a log went through while nobody could read it: the one it was in, by its inode or as a copy, and
 * those that were made and rotated away after it. These must have been given their names in the same way as that one. What
 * can't be told from another log's files is a gap. For one thread.
 */
final class Rotated {
    private static final int TRIES = 3;
    /** Most files that are looked into, the newest first. */
    private static final int MOST_PROBES = 64;

    /** How many times larger a log usually is than packed. */
    private static final int PACKED = 10;

    private final Appender appender;
    private final Transport transport;
    private final String path;
    private final Siblings siblings;

    /**
     * @param path the file that has the log's name now
     * @param log as it is configured, so perhaps with {@code %d}
     */
    Rotated(Appender appender, Transport transport, String path, Source.File log) {
        this.appender = appender;
        this.transport = transport;
        this.path = path;
        this.siblings = new Siblings(transport, log);
    }

    /**
     * What a log went through before its current file.
     *
     * @param path where it is by now
     * @param from first byte that is not known yet
     * @param id null if it can't be read
     * @param size bytes, or {@code from} if that is not known; -1 if it is packed
     * @param stored bytes it takes on the host
     */
    record Part(String path, @Nullable FileId id, long from, long size, long stored) {
        /** Bytes to read, a guess for what is packed. */
        long length() {
            return size < 0 ? Math.max(0, stored * PACKED - from) : size - from;
        }
    }

    /**
     * What came after a known place.
     *
     * @param parts the known file's rest and the files after it, the oldest first; empty if the known one is not there
     * @param complete whether nothing can be missing behind them
     * @param doubtful whether there are files that may have come after them, of which that could not be told
     */
    record Found(List<Part> parts, boolean complete, boolean doubtful) {}

    private record Candidate(Sibling sibling, Part part) {}

    /**
     * What a log went through since it was at a known place, up to its current file.
     *
     * @param moved whether the current file may be rotated away itself by now, as a copy or packed
     */
    Found since(Known known, FileInfo current, boolean moved) throws LogException, InterruptedException {
        Listed listed = siblings.list(current.path());
        for (int tries = 1; ; tries++) {
            Found parts = since(listed, known, current, moved);
            Listed now = siblings.list(current.path());
            if (tries == TRIES || now.sizes().equals(listed.sizes())) {
                return parts;
            }
            listed = now; // a rotation gave their names to others meanwhile
        }
    }

    private Found since(Listed listed, Known known, FileInfo current, boolean moved)
            throws LogException, InterruptedException {
        FileId old = known.file();
        if (old == null) {
            return new Found(List.of(), false, false);
        }
        List<Candidate> newer = new ArrayList<>();
        int looks = 0;
        for (Sibling sibling : listed.all()) {
            if (looks++ >= MOST_PROBES) {
                break;
            }
            FileInfo info = probe(sibling, current);
            if (info == null || isHalfPacked(sibling, info)) {
                newer.add(new Candidate(sibling, unreadable(sibling))); // told apart from others by its name, below
                continue;
            }
            if (info.node().equals(current.node()) || (moved && isCopy(current, info))) {
                newer.clear(); // rotated away itself by now, as what is newer: that comes later
                continue;
            }
            boolean begun = isBegun(sibling, info, known);
            if (begun || isOld(sibling, info, known, current) || isShortCopy(sibling, info, known, current)) {
                // a copy by its own identity: so few bytes may be known of the old one that they do not tell it from
                // others
                FileId id = old.startsLike(info.head()) && !old.node().equals(info.node()) ? info.id() : old;
                long from = known.end().offset();
                Part rest = new Part(
                        info.path(), id, from, info.size(), sibling.file().size());
                boolean copied = old.node().equals(current.node());
                return chain(listed, new Candidate(sibling, rest), newer, begun, copied);
            }
            if (info.size() != 0 && info.head().length > 0) {
                boolean shown = sibling.allowed() && TextCheck.isText(info.head());
                long stored = sibling.file().size();
                Part whole = new Part(info.path(), info.id(), 0, info.size(), stored);
                newer.add(new Candidate(sibling, shown ? whole : unreadable(sibling)));
            }
        }
        // under another kind of name: the host finds its content, but nobody knows what came after it
        long at = known.end().offset();
        boolean there = isTold(old, known.end())
                && matches(path, old, known.end())
                && transport.read(path, old, at, 1) != null; // too little is known of some to go on in a copy
        return new Found(there ? List.of(new Part(path, old, at, at, 0)) : List.of(), false, false);
    }

    private static Part unreadable(Sibling sibling) {
        return new Part(sibling.path(), null, 0, -1, sibling.file().size());
    }

    /**
     * The known file and those after it that were named in the same way, if their order is certain, and whether they are all of this log where
     * their names alone do not say so.
     *
     * @param newer the newest first
     * @param begun whether of the known one nothing but its inode is known
     * @param copied whether the known one is a copy, made before the file was cut in place: only tools whose newest file has the least number do so
     */
    private static Found chain(Listed listed, Candidate old, List<Candidate> newer, boolean begun, boolean copied) {
        newer.removeIf(candidate ->
                !candidate.sibling.origin().scheme().equals(old.sibling.origin().scheme()));
        List<Sibling> scheme = listed.of(old.sibling.origin().scheme());
        boolean disputed = listed.disputed().stream()
                .anyMatch(file ->
                        file.origin().scheme().equals(old.sibling.origin().scheme())
                                && !file.modified().isBefore(old.sibling.modified()));
        boolean ordered = copied || isOrdered(scheme, scheme.indexOf(old.sibling));
        if (listed.cut() || disputed || !ordered || !isRegular(old, newer)) {
            return new Found(List.of(old.part), false, true);
        }
        List<Part> parts = new ArrayList<>();
        parts.add(old.part);
        Collections.reverse(newer);
        newer.forEach(candidate -> parts.add(candidate.part));
        // an inode is used again when its file is gone: not, as long as files are kept that are older still
        boolean kept = !begun || !scheme.get(scheme.size() - 1).equals(old.sibling);
        return new Found(parts, kept, false);
    }

    /** Whether it is certain which files came after one. */
    private static boolean isOrdered(List<Sibling> newestFirst, int old) {
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
     * Whether the files' numbers rise or fall with their times, and none is missing where the name alone does not say whose it is: one that does not
     * fit in may be another log's.
     */
    private static boolean isRegular(Candidate old, List<Candidate> newestFirst) {
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

    /** Whether nothing can be unpacked although there is something inside: a packer has just begun with it. */
    private static boolean isHalfPacked(Sibling sibling, FileInfo info) {
        int emptyFile = 40 + Siblings.name(sibling.path()).length(); // what packers make of it, at most
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

    /** Whether the bytes before a position are those that were appended last. */
    boolean matches(String name, FileId id, Position end) throws LogException, InterruptedException {
        int length = appender.trail().length(end);
        byte[] read = transport.read(name, id, end.offset() - length, length);
        return read != null && (length == 0 || appender.trail().matches(read));
    }

    private boolean isOld(Sibling sibling, FileInfo info, Known known, FileInfo current)
            throws LogException, InterruptedException {
        FileId old = known.file();
        Position end = known.end();
        return old != null
                && isTold(old, end)
                && (old.matches(info.node(), info.head()) || isCopyOf(old, sibling, info, current))
                && (info.size() < 0 || info.size() >= end.offset())
                && matches(info.path(), info.id(), end);
    }

    /**
     * Whether a file can be a copy of the known one, by its name and its first bytes: packed, or made before the file itself was cut. Otherwise it
     * would have kept its inode.
     */
    private static boolean isCopyOf(FileId old, Sibling sibling, FileInfo info, FileInfo current) {
        boolean made = RotationNames.isPacked(sibling.path()) || old.node().equals(current.node());
        boolean told = old.printLength() > 0 && old.startsLike(info.head());
        return made && told && sibling.allowed() && (sibling.origin().certain() || old.printLength() == FileId.PRINT);
    }

    /**
     * Whether this is the copy of a file that was cut in place, made before its last bytes were written: they were read, but are not in
     * the copy. What came after it would not be found otherwise.
     */
    private boolean isShortCopy(Sibling sibling, FileInfo info, Known known, FileInfo current)
            throws LogException, InterruptedException {
        FileId old = known.file();
        if (old == null
                || !old.node().equals(current.node())
                || old.printLength() < FileId.PRINT
                || !isCopyOf(old, sibling, info, current)) {
            return false;
        }
        byte[] last = transport.read(info.path(), info.id(), known.end().offset() - 1, 1);
        return last != null && last.length == 0;
    }

    /** Whether this is the known file, which was empty when it was known, so that only its inode and its name tell it. */
    private boolean isBegun(Sibling sibling, FileInfo info, Known known) {
        FileId old = known.file();
        return old != null
                && !isTold(old, known.end())
                && known.end().offset() == 0
                && sibling.origin().certain()
                && old.node().equals(info.node());
    }

    /** Whether more than the inode is known of a file, by which to tell it from one that was made when it was gone. */
    private boolean isTold(FileId file, Position end) {
        return file.printLength() > 0 || appender.trail().length(end) > 0;
    }

    private @Nullable FileInfo probe(Sibling sibling, FileInfo current) throws LogException, InterruptedException {
        try {
            FileInfo info = RotationNames.isPacked(sibling.path())
                    ? transport.probePacked(sibling.path())
                    : transport.probe(sibling.path());
            // not through a link to somewhere else
            boolean beside = parent(info.path()).equals(parent(current.path()))
                    && Siblings.name(info.path()).equals(Siblings.name(sibling.path()));
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
