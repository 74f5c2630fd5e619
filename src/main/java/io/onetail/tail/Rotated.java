package io.onetail.tail;

import io.onetail.catalog.Glob;
import io.onetail.protocol.LogException;
import io.onetail.protocol.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a log went through while nobody could read it: the one it was in, by its inode or as a copy, and
 * those that were made and rotated away after it, by name and time. For one thread.
 */
final class Rotated {
    private static final int TRIES = 3;
    private static final int MOST_LISTED = 1_000;
    /** Most files that are looked into, the newest first. */
    private static final int MOST_PROBES = 32;

    /** How many times larger a log usually is than packed. */
    private static final int PACKED = 10;

    private static final List<String> PACKERS = List.of(".gz", ".xz", ".zst", ".bz2");

    private final Appender appender;
    private final Transport transport;
    private final String path;
    private final String stem;

    /**
     * @param path the log's file
     * @param stem what the names of all its files begin with
     */
    Rotated(Appender appender, Transport transport, String path, String stem) {
        this.appender = appender;
        this.transport = transport;
        this.path = path;
        this.stem = stem;
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
     */
    record Found(List<Part> parts, boolean complete) {}

    /**
     * What a log went through since it was at a known place, up to its current file.
     *
     * @param moved whether the current file may be rotated away itself by now, as a copy or packed
     */
    Found since(Known known, FileInfo current, boolean moved) throws LogException, InterruptedException {
        List<FoundFile> found = siblings();
        for (int tries = 1; ; tries++) {
            Found parts = since(found, known, current, moved);
            List<FoundFile> now = siblings();
            if (tries == TRIES || sizes(now).equals(sizes(found))) {
                return parts;
            }
            found = now; // a rotation gave their names to others meanwhile
        }
    }

    private static List<String> sizes(List<FoundFile> files) {
        return files.stream()
                .map(file -> file.path() + " " + file.size())
                .sorted()
                .toList();
    }

    private Found since(List<FoundFile> siblings, Known known, FileInfo current, boolean moved)
            throws LogException, InterruptedException {
        FileId old = known.file();
        if (old == null) {
            return new Found(List.of(), false);
        }
        List<Part> parts = new ArrayList<>();
        int looks = 0;
        for (FoundFile found : siblings) {
            if (looks++ >= MOST_PROBES) {
                break;
            }
            FileInfo info = probe(found, current);
            if (info == null || isHalfPacked(found, info)) {
                if (isPacked(found.path())) { // it is only told apart from others by its name, below
                    parts.add(new Part(found.path(), null, 0, -1, found.size()));
                }
                continue;
            }
            if (info.node().equals(current.node()) || (moved && isCopy(current, info))) {
                parts.clear(); // rotated away itself by now, as what is newer: that comes later
                continue;
            }
            if (isOld(info, old, known.end()) || isShortCopy(info, old, known.end(), current)) {
                parts.removeIf(part -> !shape(name(part.path)).equals(shape(name(info.path()))));
                // a copy by its own identity: so few bytes may be known of the old one that they do not tell it from
                // others
                FileId id = old.startsLike(info.head()) && !old.node().equals(info.node()) ? info.id() : old;
                parts.add(new Part(info.path(), id, known.end().offset(), info.size(), found.size()));
                Collections.reverse(parts);
                return new Found(parts, true);
            }
            if (info.size() != 0 && info.head().length > 0 && TextCheck.isText(info.head())) {
                parts.add(new Part(info.path(), info.id(), 0, info.size(), found.size()));
            }
        }
        // under another kind of name: the host finds its content, but nobody knows what came after it
        long at = known.end().offset();
        boolean there = isTold(old, known.end())
                && matches(path, old, known.end())
                && transport.read(path, old, at, 1) != null; // too little is known of some to go on in a copy
        return new Found(there ? List.of(new Part(path, old, at, at, 0)) : List.of(), false);
    }

    /** Whether nothing can be unpacked although there is something inside: a packer has just begun with it. */
    private static boolean isHalfPacked(FoundFile found, FileInfo info) {
        int emptyFile = 40 + name(found.path()).length(); // what packers make of it, at most
        return info.size() < 0 && info.head().length == 0 && (found.size() == 0 || found.size() > emptyFile);
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

    private boolean isOld(FileInfo info, FileId old, Position end) throws LogException, InterruptedException {
        boolean copy = old.printLength() > 0 && old.startsLike(info.head());
        return isTold(old, end)
                && (copy || old.matches(info.node(), info.head()))
                && (info.size() < 0 || info.size() >= end.offset())
                && matches(info.path(), info.id(), end);
    }

    /**
     * Whether this is the copy of a file that was cut in place, made before its last bytes were written: they were read, but are not in
     * the copy. What came after it would not be found otherwise.
     */
    private boolean isShortCopy(FileInfo info, FileId old, Position end, FileInfo current)
            throws LogException, InterruptedException {
        if (!old.node().equals(current.node()) || old.printLength() < FileId.PRINT || !old.startsLike(info.head())) {
            return false;
        }
        byte[] last = transport.read(info.path(), info.id(), end.offset() - 1, 1);
        return last != null && last.length == 0;
    }

    /** Whether more than the inode is known of a file, by which to tell it from one that was made when it was gone. */
    private boolean isTold(FileId file, Position end) {
        return file.printLength() > 0 || appender.trail().length(end) > 0;
    }

    /** Files whose names begin like the log's, the newest first. */
    private List<FoundFile> siblings() throws LogException, InterruptedException {
        List<FoundFile> files;
        try {
            files = new ArrayList<>(transport.find(List.of(Glob.escaped(stem) + "*"), MOST_LISTED));
        } catch (LogException e) {
            if (e.failure().passing()) {
                throw e;
            }
            return List.of(); // a directory that may not be listed
        }
        files.removeIf(file -> file.path().equals(path));
        Set<String> names = files.stream().map(FoundFile::path).collect(Collectors.toSet());
        files.removeIf(file -> isPacked(file.path()) && names.contains(unpacked(file.path()))); // is being packed
        files.sort(Comparator.comparing(FoundFile::modified)
                .reversed()
                .thenComparing(file -> file.path().length()) // app.log.2 before app.log.10
                .thenComparing(FoundFile::path));
        return files;
    }

    private @Nullable FileInfo probe(FoundFile found, FileInfo current) throws LogException, InterruptedException {
        try {
            FileInfo info =
                    isPacked(found.path()) ? transport.probePacked(found.path()) : transport.probe(found.path());
            // not through a link to somewhere else
            boolean beside = parent(info.path()).equals(parent(current.path()))
                    && name(info.path()).equals(name(found.path()));
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

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Whether a name is that of a compressed file. */
    static boolean isPacked(String file) {
        return !unpacked(file).equals(file);
    }

    /** A name with its numbers left out: those that one rotation made have the same, compressed or not. */
    private static String shape(String file) {
        return unpacked(file).replaceAll("[0-9]+", "0");
    }

    /** A name without the end that a packer has given to it. */
    static String unpacked(String file) {
        String packer = PACKERS.stream().filter(file::endsWith).findFirst().orElse("");
        return file.substring(0, file.length() - packer.length());
    }
}
