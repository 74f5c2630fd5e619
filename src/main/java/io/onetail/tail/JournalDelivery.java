package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.Position;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a follower reads into the journal, in chunks of whole lines, holds the beginning of a line for a moment, and reports the
 * progress to viewers. For one thread at a time.
 */
final class JournalDelivery {
    /** The most bytes of one append. */
    static final int BATCH = 1 << 20;
    /** How often viewers are told again what they know, nanoseconds. */
    static final long BEAT = TimeUnit.SECONDS.toNanos(1);
    /** A store that has lost its data without an interruption is told again after this time, nanoseconds. */
    private static final long REFRESH = LivenessTimes.DEFAULT.stateRepeat().toNanos();

    /** Receives the progress. Called by the thread of the tail's turn. */
    interface DeliveryListener {
        /**
         * The log is live.
         *
         * @param file null for a command
         */
        void live(Position at, @Nullable FileId file);

        /** No file has the name, or none that can be read; the followed file continues. Called every second. */
        void nameless(String reason);

        /** Not everything is read yet that was there at the beginning. Called every second. */
        void waiting();
    }

    private final TailContext context;
    private final JournalAppender appender;
    private final DeliveryListener deliveryListener;

    private @Nullable Chunker chunker;
    private boolean announced;
    private @Nullable String nameless; // why no file has the name
    private long announcedAt;
    private int told; // how many of the file's first bytes the announced identity covers
    private long toldGeneration;
    private long nextBeat;
    private long heldSince;

    JournalDelivery(TailContext context, JournalAppender appender, DeliveryListener deliveryListener) {
        this.context = context;
        this.appender = appender;
        this.deliveryListener = deliveryListener;
        this.nextBeat = context.nanos().getAsLong() + BEAT;
    }

    /** What is added from now on goes to this chunker; the previous one must have been flushed. */
    void chunker(Chunker next) {
        chunker = next;
        heldSince = context.nanos().getAsLong();
    }

    private Position end() {
        LogTip logTip = appender.logTip();
        return logTip == null ? new Position(0, 0) : logTip.end();
    }

    void add(byte[] bytes, int length) {
        Chunker to = to();
        boolean held = to.holds();
        int before = appender.pending().size();
        to.gather(bytes, 0, length, appender.pending());
        held(!held, before);
    }

    void hole(long length) {
        boolean held = to().holds();
        int before = appender.pending().size();
        to().hole(length, appender.pending());
        held(!held, before);
    }

    private Chunker to() {
        Chunker current = chunker;
        if (current == null) {
            throw new IllegalStateException("bytes came before their position was known");
        }
        return current;
    }

    private void held(boolean begun, int pendingBefore) {
        if (begun || appender.pending().size() > pendingBefore) {
            heldSince = context.nanos().getAsLong();
        }
    }

    /**
     * Appends what was added.
     *
     * @param more whether more follows at once, so that the rest of what was added becomes the beginning of the next chunk
     * @return false if the head has moved, or the file is not the same any more
     */
    boolean pass(boolean more) throws NotOwnerException {
        Chunker current = chunker;
        if (!more && current != null) {
            int before = appender.pending().size();
            current.lines(appender.pending());
            held(false, before);
        }
        if (!appender.append()) {
            return false;
        }
        FileId file = appender.currentFile();
        if (announced && nameless == null && file != null && isNews(file)) {
            announce(); // with its first bytes, by which all servers distinguish it from a later file with its inode
        }
        return true;
    }

    private boolean isNews(FileId file) {
        Chunker current = chunker;
        return file.printLength() > told || (current != null && current.next().generation() != toldGeneration);
    }

    /** Appends all that was added, the beginning of a line included. Returns false as {@link #pass} does. */
    boolean flush() throws NotOwnerException {
        Chunker current = chunker;
        if (current != null) {
            current.flush(appender.pending());
        }
        return appender.append();
    }

    /** Does what {@link #flush} does when its time has come, and repeats to viewers what they have to be told again. */
    boolean beat() throws NotOwnerException {
        long now = context.nanos().getAsLong();
        if (holds() && now - heldSince >= hold() && !flush()) {
            return false;
        }
        if (now >= nextBeat) {
            nextBeat = now + BEAT;
            if (nameless != null) {
                deliveryListener.nameless(nameless);
            } else if (!announced) {
                deliveryListener.waiting();
            } else if (now - announcedAt >= REFRESH) {
                announce();
            }
        }
        return true;
    }

    /** Nanoseconds until {@link #beat} has something to do. */
    long untilBeat() {
        long now = context.nanos().getAsLong();
        long due = nameless == null && announced ? Math.max(nextBeat, announcedAt + REFRESH) : nextBeat;
        return Math.max(0, (holds() ? Math.min(due, heldSince + hold()) : due) - now);
    }

    private boolean holds() {
        Chunker current = chunker;
        return current != null && current.holds();
    }

    private long hold() {
        return context.settings().lineHold().toNanos();
    }

    boolean announced() {
        return announced;
    }

    /**
     * Announces the log as live, if that was not done yet. The beginning of an unfinished line is appended first, since it counts as one of
     * the last lines. Returns false as {@link #pass} does.
     */
    boolean live() throws NotOwnerException {
        if (announced) {
            return true;
        }
        if (!flush()) {
            return false;
        }
        announce();
        return true;
    }

    /** No file has the name, for this reason; or, for null, one has it again. */
    void nameless(@Nullable String reason) {
        boolean again = nameless != null && reason == null;
        nameless = reason;
        if (reason != null) {
            deliveryListener.nameless(reason);
        } else if (again && announced) {
            announce();
        }
    }

    private void announce() {
        announced = true;
        announcedAt = context.nanos().getAsLong();
        FileId file = appender.currentFile();
        told = file == null ? 0 : file.printLength();
        Chunker current = chunker;
        Position at = current == null ? end() : current.next();
        toldGeneration = at.generation();
        deliveryListener.live(at, file);
    }
}
