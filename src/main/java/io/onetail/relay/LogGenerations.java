package io.onetail.relay;

import io.onetail.protocol.FileId;
import io.onetail.protocol.Mark;
import io.onetail.tail.Journal;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest generations of a log: their files, and what leads from one to the next. Not safe for several threads: its channel guards it. */
final class LogGenerations {
    private static final int MOST = 16;

    private final TreeMap<Long, FileId> files = new TreeMap<>();
    private final TreeMap<Long, Mark> marks = new TreeMap<>(); // by the generation that they end

    /** The file that was told for a generation, also where {@link #file} doubts it. */
    @Nullable
    FileId told(long generation) {
        return files.get(generation);
    }

    /**
     * The file of a generation, or null if it is not known, or can't be told from a later generation's: one that was cut
     * in place, or began again in the cluster's eyes because Redis had lost it.
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

    /** The mark that leads from a generation to the next one, or null if it was not seen. */
    @Nullable
    Mark markAfter(long generation) {
        return marks.get(generation);
    }

    /**
     * The generation after the given one as far as is known; there may be others in between. Null if there is none, or
     * if it may be the same file from its begin.
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
     * Inodes are used again, and by a file that was cut; a whole fingerprint tells, since the same file's later one is not shorter. A generation that
     * goes on within a file goes on with the same one.
     */
    private static boolean mayBeSame(FileId one, FileId later) {
        return one.node().equals(later.node())
                && later.base() == 0
                && (one.same(later) || (one.printLength() < FileId.PRINT && one.printLength() != later.printLength()));
    }
}
