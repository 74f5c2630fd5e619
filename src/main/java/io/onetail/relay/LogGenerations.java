package io.onetail.relay;

import io.onetail.protocol.FileId;
import io.onetail.protocol.Mark;
import io.onetail.tail.Journal;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest generations of a log: their files, and the marks between them. Not safe for several threads; guarded by
 * its channel.
 */
final class LogGenerations {
    private static final int MOST = 16;

    private final TreeMap<Long, FileId> files = new TreeMap<>();
    private final TreeMap<Long, Mark> marks = new TreeMap<>(); // by the generation that they end

    /** The file that was reported for a generation, even where {@link #file} doubts it. */
    @Nullable
    FileId told(long generation) {
        return files.get(generation);
    }

    /**
     * The file of a generation; null if it is not known, or can't be distinguished from that of a later generation: the
     * file may have been truncated in place, or the generation may have begun again because Redis had lost it.
     */
    @Nullable
    FileId file(long generation) {
        FileId file = files.get(generation);
        if (file == null) {
            return null;
        }
        boolean doubtful = files.tailMap(generation, false).values().stream().anyMatch(later -> mayBeSame(file, later));
        return doubtful ? null : file;
    }

    /** The mark that leads from a generation to the next one, or null if it has not been seen. */
    @Nullable
    Mark markAfter(long generation) {
        return marks.get(generation);
    }

    /**
     * The next known generation after a given one; there may be others in between. Null if there is none, or if it may
     * be the same file from its beginning.
     */
    @Nullable
    Long after(long generation) {
        FileId file = files.get(generation);
        Map.Entry<Long, FileId> next = files.higherEntry(generation);
        return next == null || (file != null && mayBeSame(file, next.getValue())) ? null : next.getKey();
    }

    void add(long generation, FileId file) {
        files.put(generation, file);
        bound(files);
    }

    void add(Journal.LogHead head) {
        files.putAll(head.files());
        if (head.end() != null && head.file() != null) {
            files.put(head.end().generation(), head.file());
        }
        bound(files);
    }

    /** Keeps a mark if it leads to another generation. */
    void add(Mark mark) {
        if (mark.kind() == Mark.MarkKind.GENERATION) {
            marks.put(mark.start().generation(), mark);
            bound(marks);
        }
    }

    private static void bound(NavigableMap<Long, ?> map) {
        while (map.size() > MOST) {
            map.pollFirstEntry();
        }
    }

    /**
     * Whether two generations may be of the same file. Inodes are reused, and a truncated file keeps its own. Only a
     * complete fingerprint distinguishes files, since a later one of the same file is not shorter. A generation with a
     * base continues within a file.
     */
    private static boolean mayBeSame(FileId one, FileId later) {
        return one.node().equals(later.node())
                && later.base() == 0
                && (one.same(later) || (one.printLength() < FileId.PRINT && one.printLength() != later.printLength()));
    }
}
