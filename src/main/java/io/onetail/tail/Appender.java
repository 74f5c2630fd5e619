package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One tail's pen: gathers entries, appends them to the journal, and knows what was appended last. For one thread.
 */
final class Appender {
    private static final int MOST_TRIED = 16;

    private final LogId log;
    private final TailContext context;
    private final Trail trail = new Trail();
    private final List<Entry> pending = new ArrayList<>();
    private final TreeMap<Long, FileId> tried = new TreeMap<>(); // by generation, whether or not it was appended
    private @Nullable Known known;
    private @Nullable String node; // of the current file; null for a command
    private byte[] print = new byte[0]; // the first bytes of the current file, as far as they are known

    Appender(LogId log, TailContext context) {
        this.log = log;
        this.context = context;
    }

    /** Where entries may be put before {@link #append}. */
    List<Entry> pending() {
        return pending;
    }

    Trail trail() {
        return trail;
    }

    /** What was appended last, or taken over by {@link #realign}. */
    @Nullable
    Known known() {
        return known;
    }

    /**
     * Asks where the log is: the journal's head, or if that is lost, what this tail, its server or the last announcement
     * remembers.
     *
     * @return null if nobody knows the log
     */
    Journal.@Nullable Head realign() {
        pending.clear();
        Journal.Head head = context.journal().head(log);
        Position headEnd = head == null ? null : head.end();
        Known seen = Known.later(known, context.memory().last(log));
        if (head == null || headEnd == null) {
            known = Known.later(seen, announced(head));
        } else if (seen != null && seen.end().generation() > headEnd.generation()) {
            // the store went back behind a rotation: another number for the same file would show its lines twice
            pending.add(Mark.gap(headEnd, seen.end(), Mark.UNAVAILABLE));
            known = seen;
        } else {
            known = new Known(headEnd, head.file());
        }
        recogniseFile();
        recall();
        return head;
    }

    /** Only this tail knows the file of what it appended last, if the answer was lost, and the journal's data with it. */
    private void recogniseFile() {
        Known at = known;
        if (at != null && at.file() == null) {
            known = new Known(at.end(), tried.get(at.end().generation()));
        }
    }

    /** Where a tail stood that went live but had nothing to append. */
    private static @Nullable Known announced(Journal.@Nullable Head head) {
        LogState state = head == null ? null : head.state();
        if (state == null || state.at() == null) {
            return null;
        }
        return new Known(state.at(), state.file() == null ? null : FileId.parse(state.file()));
    }

    /** Another tail appended last: takes its last bytes from the journal. */
    private void recall() {
        Known at = known;
        if (at != null && at.file() != null && trail.length(at.end()) == 0) {
            long before = Math.max(0, at.end().offset() - Trail.MOST);
            trail.follow(context.journal().read(log, new Position(at.end().generation(), before), 2 * Chunk.MAX_FRAME));
        }
    }

    /** The tail stands here, which counts until something is appended. */
    void stand(Position at) {
        if (known == null) {
            known = new Known(at, currentFile());
        }
    }

    /** From now on entries belong to this file; null for a command. */
    void file(@Nullable FileInfo info) {
        node = info == null ? null : info.node();
        print = info == null ? new byte[0] : Arrays.copyOf(info.head(), Math.min(info.head().length, FileId.PRINT));
    }

    /** The identity of the current file as far as it is known by now. */
    @Nullable
    FileId currentFile() {
        return node == null ? null : FileId.of(node, print);
    }

    /**
     * Appends what is pending, which belongs to the current file.
     *
     * @return false if the journal's head is elsewhere, or the file is not what it was: {@link #realign}
     */
    boolean append() throws NotOwnerException {
        for (Entry entry : pending) {
            if (node != null && !extendPrint(entry)) {
                return false;
            }
        }
        return append(currentFile());
    }

    /** Appends what is pending, which belongs to the given file. */
    boolean append(@Nullable FileId file) throws NotOwnerException {
        if (pending.isEmpty()) {
            return true;
        }
        List<Entry> entries = List.copyOf(pending);
        pending.clear();
        if (file != null) {
            tried.put(entries.get(entries.size() - 1).end().generation(), file);
            if (tried.size() > MOST_TRIED) {
                tried.pollFirstEntry();
            }
        }
        Journal.Appended result = context.journal().append(log, context.owner(), file, entries);
        if (result.outcome() == Journal.Outcome.NOT_OWNER) {
            throw new NotOwnerException();
        }
        if (result.outcome() == Journal.Outcome.MISMATCH) {
            return false;
        }
        trail.follow(entries);
        known = new Known(entries.get(entries.size() - 1).end(), file);
        return true;
    }

    /** False if these are not the first bytes that were seen: the file was cut before it was followed. */
    private boolean extendPrint(Entry entry) {
        long start = entry.start().offset();
        if (start > print.length || start >= FileId.PRINT) {
            return true;
        }
        if (entry instanceof Chunk chunk) {
            int length = Math.min(FileId.PRINT, chunk.length());
            return extendPrint((int) start, Arrays.copyOfRange(chunk.frame(), Chunk.HEADER, Chunk.HEADER + length));
        }
        return !((Mark) entry).isHole()
                || extendPrint(
                        (int) start,
                        new byte[(int) Math.min(FileId.PRINT, entry.end().offset() - start)]);
    }

    private boolean extendPrint(int from, byte[] bytes) {
        int to = Math.min(FileId.PRINT, from + bytes.length);
        int known = Math.min(print.length, to);
        if (!Arrays.equals(print, from, known, bytes, 0, known - from)) {
            return false;
        }
        if (to > print.length) {
            print = Arrays.copyOf(print, to);
            System.arraycopy(bytes, known - from, print, known, to - known);
        }
        return true;
    }
}
