package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers one tail's entries, appends them to the journal, and knows what was appended last. For one thread. */
final class JournalAppender {
    private static final int MOST_TRIED = 16;

    private final LogId log;
    private final TailContext context;
    private final TailFingerprint tailFingerprint = new TailFingerprint();
    private final List<LogEntry> pending = new ArrayList<>();
    private final TreeMap<Long, FileId> tried = new TreeMap<>(); // by generation, whether or not the append took effect
    private @Nullable LogTip logTip;
    private @Nullable String node; // of the current file; null for a command
    private byte[] print = new byte[0]; // the first bytes of the current file, as far as they are known
    private @Nullable FileId resumed; // the current file, if the generation does not begin where the file does
    private @Nullable FileId older; // the file before the current one

    JournalAppender(LogId log, TailContext context) {
        this.log = log;
        this.context = context;
    }

    /** The entries that the next {@link #append} appends; callers add to it. */
    List<LogEntry> pending() {
        return pending;
    }

    TailFingerprint tailFingerprint() {
        return tailFingerprint;
    }

    /** The end of what was appended last, or what {@link #realign} found. */
    @Nullable
    LogTip logTip() {
        return logTip;
    }

    /**
     * Asks where the log is: the journal's head or, if that is lost, what this tail, its server or the last announcement remembers.
     *
     * @return the journal's head; null if the journal does not know the log
     */
    Journal.@Nullable LogHead realign() {
        pending.clear();
        Journal.LogHead head = context.journal().head(log);
        Position headEnd = head == null ? null : head.end();
        LogTip seen = LogTip.later(logTip, context.memory().last(log));
        if (head == null || headEnd == null) {
            logTip = LogTip.later(seen, announced(head));
        } else if (seen != null && seen.end().generation() > headEnd.generation()) {
            // the store went back to before a rotation: another number for the same file would show its lines twice
            pending.add(Mark.gap(headEnd, seen.end(), Mark.UNAVAILABLE));
            logTip = seen;
        } else {
            logTip = new LogTip(headEnd, head.file());
        }
        recogniseFile();
        recall();
        return head;
    }

    /** If the answer to the last append was lost, and then the journal's data, only this tail knows the file. */
    private void recogniseFile() {
        LogTip at = logTip;
        if (at != null && at.file() == null) {
            logTip = new LogTip(at.end(), tried.get(at.end().generation()));
        }
    }

    /** Where a tail stood that was live but had nothing to append. */
    private static @Nullable LogTip announced(Journal.@Nullable LogHead head) {
        LogState state = head == null ? null : head.state();
        if (state == null || state.at() == null) {
            return null;
        }
        return new LogTip(state.at(), state.file() == null ? null : FileId.parse(state.file()));
    }

    /** If another tail appended last, reads its last bytes from the journal. */
    private void recall() {
        LogTip at = logTip;
        if (at != null && at.file() != null && tailFingerprint.length(at.end()) == 0) {
            long before = Math.max(0, at.end().offset() - TailFingerprint.MOST);
            tailFingerprint.follow(
                    context.journal().read(log, new Position(at.end().generation(), before), 2 * Chunk.MAX_FRAME));
        }
    }

    /** Sets where the tail stands, which counts until something is appended. */
    void stand(Position at) {
        if (logTip == null) {
            logTip = new LogTip(at, currentFile());
        }
    }

    /** From now on entries belong to this file; null for a command. */
    void file(@Nullable FileInfo info) {
        resumed = null;
        older = null;
        node = info == null ? null : info.node();
        print = info == null ? new byte[0] : Arrays.copyOf(info.head(), Math.min(info.head().length, FileId.PRINT));
    }

    /** From now on entries belong to a file that is known already and of which the generation may be a part. */
    void file(FileId known) {
        file((FileInfo) null);
        resumed = known;
    }

    /** The current file came after this one, whose writer may still use it, beginning with the next byte. */
    void older(@Nullable FileId before) {
        older = before;
    }

    /** The identity of the current file, as far as it is known. */
    @Nullable
    FileId currentFile() {
        FileId known = resumed;
        if (known != null) {
            return known;
        }
        return node == null ? null : FileId.of(node, print).beside(null, older);
    }

    /**
     * Appends what is pending, which belongs to the current file.
     *
     * @return false if the journal's head is elsewhere, or the file is not the same any more: call {@link #realign}
     */
    boolean append() throws NotOwnerException {
        for (LogEntry entry : pending) {
            if (node != null && !extendPrint(entry)) {
                return false;
            }
        }
        return append(currentFile());
    }

    /** As {@link #append()}, for entries that belong to the given file. */
    boolean append(@Nullable FileId file) throws NotOwnerException {
        if (pending.isEmpty()) {
            return true;
        }
        List<LogEntry> entries = List.copyOf(pending);
        pending.clear();
        if (file != null) {
            tried.put(entries.get(entries.size() - 1).end().generation(), file);
            if (tried.size() > MOST_TRIED) {
                tried.pollFirstEntry();
            }
        }
        Journal.AppendResult result = context.journal().append(log, context.owner(), file, entries);
        if (result.outcome() == Journal.AppendOutcome.NOT_OWNER) {
            throw new NotOwnerException();
        }
        if (result.outcome() == Journal.AppendOutcome.MISMATCH) {
            return false;
        }
        tailFingerprint.follow(entries);
        logTip = new LogTip(entries.get(entries.size() - 1).end(), file);
        return true;
    }

    /** False if these are not the first bytes that were seen: the file was cut before it was followed. */
    private boolean extendPrint(LogEntry entry) {
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
