package io.onetail.tail;

import io.onetail.protocol.LogException;
import io.onetail.protocol.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a log went through while nobody could read it: the one it was in, by its inode or as a copy, and
 * those that were made and rotated away after it, by name and time. For one thread.
 */
final class Rotated {
    private static final int MOST_LISTED = 1_000;
    /** Most files that are looked into, the newest first. */
    private static final int MOST_PROBES = 32;

    private final Appender appender;
    private final Transport transport;
    private final String path;

    /** @param path the log's file */
    Rotated(Appender appender, Transport transport, String path) {
        this.appender = appender;
        this.transport = transport;
        this.path = path;
    }

    /**
     * What a log went through before its current file.
     *
     * @param path where it is by now
     * @param from first byte that is not known yet
     * @param size bytes, or {@code from} if that is not known
     */
    record Part(String path, FileId id, long from, long size) {
        long length() {
            return size - from;
        }
    }

    /**
     * What came after a known place.
     *
     * @param parts the known file's rest and the files after it, the oldest first; empty if the known one is not there
     * @param complete whether nothing can be missing behind them
     */
    record Found(List<Part> parts, boolean complete) {}

    /** What a log went through since it was at a known place. */
    Found since(Known known, FileInfo current) throws LogException, InterruptedException {
        FileId old = known.file();
        if (old == null) {
            return new Found(List.of(), false);
        }
        List<Part> parts = new ArrayList<>();
        int looks = 0;
        for (FoundFile found : siblings()) {
            FileInfo info = looks++ < MOST_PROBES ? probe(found, current) : null;
            if (info == null || info.node().equals(current.node())) {
                continue;
            }
            if (isOld(found, info, old, known.end())) {
                parts.removeIf(part -> !shape(part.path).equals(shape(found.path())));
                parts.add(new Part(found.path(), old, known.end().offset(), info.size()));
                Collections.reverse(parts);
                return new Found(parts, true);
            }
            if (info.size() > 0 && TextCheck.isText(info.head())) {
                parts.add(new Part(found.path(), info.id(), 0, info.size()));
            }
        }
        // compressed, or under another kind of name: the host finds its content, but nobody knows what came after it
        long at = known.end().offset();
        return new Found(matches(path, old, known.end()) ? List.of(new Part(path, old, at, at)) : List.of(), false);
    }

    /** Whether the bytes before a position are those that were appended last. */
    boolean matches(String name, FileId id, Position end) throws LogException, InterruptedException {
        int length = appender.trail().length(end);
        byte[] read = transport.read(name, id, end.offset() - length, length);
        return read != null && (length == 0 || appender.trail().matches(read));
    }

    private boolean isOld(FoundFile found, FileInfo info, FileId old, Position end)
            throws LogException, InterruptedException {
        boolean copy = old.printLength() > 0 && old.startsLike(info.head());
        return (copy || old.matches(info.node(), info.head()))
                && info.size() >= end.offset()
                && matches(found.path(), info.id(), end);
    }

    /** Files whose names begin like the log's, the newest first. */
    private List<FoundFile> siblings() throws LogException, InterruptedException {
        int dot = path.lastIndexOf('.');
        String stem = dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
        List<FoundFile> files;
        try {
            files = new ArrayList<>(transport.find(List.of(escaped(stem) + "*"), MOST_LISTED));
        } catch (LogException e) {
            if (e.failure().passing()) {
                throw e;
            }
            return List.of(); // a directory that may not be listed
        }
        files.removeIf(file -> file.path().equals(path));
        files.sort(Comparator.comparing(FoundFile::modified)
                .reversed()
                .thenComparing(file -> file.path().length()) // app.log.2 before app.log.10
                .thenComparing(FoundFile::path));
        return files;
    }

    private @Nullable FileInfo probe(FoundFile found, FileInfo current) throws LogException, InterruptedException {
        try {
            FileInfo info = transport.probe(found.path());
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

    /** A name with its numbers left out: those that one rotation made have the same. */
    private static String shape(String file) {
        return file.replaceAll("[0-9]+", "0");
    }

    private static String escaped(String text) {
        return text.replaceAll("[*?\\[\\]{}\\\\,]", "\\\\$0");
    }
}
