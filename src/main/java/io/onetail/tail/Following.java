package io.onetail.tail;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One life of a follower: its bytes become chunks and go to the journal; ticks keep it alive; it ends by a rotation, a
 * truncation, or a failure. For one thread.
 */
final class Following {
    static final long TICK = TimeUnit.SECONDS.toNanos(1);
    static final long SILENCE = TimeUnit.SECONDS.toNanos(8);
    /** A host that was paused this long may have missed a truncation: look at the file again. */
    private static final long STALL = TimeUnit.SECONDS.toNanos(4);
    /** A store that has lost its data without an interruption is told again this soon. */
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(10);
    /** Most bytes that one append may carry. */
    private static final int BATCH = 1 << 20;
    /** Ticks without a byte after which a renamed file counts as left by its writer. */
    static final int QUIET_TICKS = 2;

    /** The time between two ticks. */
    static final Duration QUIET = Duration.ofNanos(TICK);

    /** A file with a newer date is looked for this often. */
    private static final int LOOK_TICKS = 5;

    /** Why it ended, if not by a failure. */
    enum End {
        /** The name leads to another file, and the followed one is read to its end. */
        MOVED,
        TRUNCATED,
        /** The command has ended by itself. */
        FINISHED,
        /** Find the place again. */
        AGAIN
    }

    /** Looks at the file that has the name now. */
    interface Successor {
        /**
         * Another file than the followed one, or null.
         *
         * @throws LogException if there is none, or it can't be read
         */
        @Nullable
        FileInfo look() throws LogException, InterruptedException;
    }

    /** Who is told how it goes. */
    interface Viewers {
        void live(Position at);

        /** There is no file that has the name, or none that can be read; the followed one goes on. Told each second. */
        void nameless(String reason);

        /** Not all is read yet that was there when it began. Told each second. */
        void waiting();
    }

    private final LogId log;
    private final TailContext context;
    private final Appender appender;
    private final Transport.Follower follower;
    private final Intake intake;
    private final Chunker chunker;
    private final long size;
    private final Viewers viewers;

    private Intake.@Nullable Finished finished;
    private boolean announced;
    private boolean answered;
    private int failedLooks; // in a row, for a file that has the name
    private @Nullable String nameless; // why there is none
    private int idleAnswers; // in a row, without a byte between them, before it is announced
    private long announcedAt;
    private int told; // how many of the file's first bytes its announced identity covers
    private long nextTick;
    private long lastAnswer;
    private long heldSince;
    private int quietTicks;
    private boolean lookForNewer;
    private int ticksUntilLook = LOOK_TICKS;
    private @Nullable FileInfo
            successor; // the first that was seen: there may be others by the time this file is read to its end

    /**
     * @param size where the file ended when it was looked at, bytes. It is live when all before that place is appended, so that whoever
     *     begins at the log's end, or some lines before it, begins where the file really ends.
     */
    Following(
            LogId log,
            TailContext context,
            Appender appender,
            Transport.Follower follower,
            Intake intake,
            Chunker chunker,
            long size,
            Viewers viewers) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.follower = follower;
        this.intake = intake;
        this.chunker = chunker;
        this.size = size;
        this.viewers = viewers;
    }

    /** Looks now and then whether a newer file is there although this one keeps its name. */
    void lookForNewer(boolean look) {
        lookForNewer = look;
    }

    /** The file that came after this one, if it ended by {@link End#MOVED}. */
    @Nullable
    FileInfo successor() {
        return successor;
    }

    /** How the command ended, if it ended by {@link End#FINISHED}. */
    Intake.@Nullable Finished finished() {
        return finished;
    }

    /** Runs until it ends; the follower is stopped whatever happens. */
    End run(Successor name) throws LogException, NotOwnerException, InterruptedException {
        try {
            lastAnswer = context.nanos().getAsLong();
            nextTick = lastAnswer + TICK;
            heldSince = lastAnswer;
            while (true) {
                End end = step(name);
                if (end != null) {
                    return end;
                }
            }
        } finally {
            follower.stop();
            intake.close();
        }
    }

    private @Nullable End step(Successor name) throws LogException, NotOwnerException, InterruptedException {
        long now = context.nanos().getAsLong();
        long due = chunker.holds()
                ? Math.min(nextTick, heldSince + context.settings().lineHold().toNanos())
                : nextTick;
        Intake.Item item = intake.poll(Math.max(0, due - now));
        boolean bytes = false;
        if (item instanceof Intake.Bytes first) {
            bytes = true;
            item = takeBytes(first);
        }
        if (!appender.append() || (bytes && !announcedIfCaughtUp())) {
            return End.AGAIN;
        }
        FileId file = appender.currentFile();
        if (announced && nameless == null && file != null && file.printLength() > told) {
            announce(); // with its first bytes, by which all servers tell it from a later file with its inode
        }
        now = context.nanos().getAsLong();
        if (chunker.holds() && now - heldSince >= context.settings().lineHold().toNanos()) {
            chunker.flush(appender.pending());
            if (!appender.append()) {
                return End.AGAIN;
            }
        }
        End end = item == null ? null : event(item, name, now);
        if (end == null && now >= nextTick) {
            tick(now);
        }
        return end;
    }

    /** Chunks what has come, up to a batch; returns the event that stands behind it, if one was met. */
    private Intake.@Nullable Item takeBytes(Intake.Bytes first) throws InterruptedException {
        quietTicks = 0;
        idleAnswers = 0;
        int taken = 0;
        Intake.Item item = first;
        while (item instanceof Intake.Bytes bytes) {
            boolean held = chunker.holds();
            int before = appender.pending().size();
            chunker.gather(bytes.array, 0, bytes.length, appender.pending());
            if (!held || appender.pending().size() > before) {
                heldSince = context.nanos().getAsLong();
            }
            taken += bytes.length;
            item = taken < BATCH ? intake.poll(0) : null;
        }
        if (item != null || !intake.waits()) { // else the rest is the begin of the next batch's first chunk
            int before = appender.pending().size();
            chunker.lines(appender.pending());
            if (appender.pending().size() > before) {
                heldSince = context.nanos().getAsLong();
            }
        }
        return item;
    }

    private @Nullable End event(Intake.Item item, Successor name, long now)
            throws LogException, NotOwnerException, InterruptedException {
        if (item instanceof Intake.Answer answer) {
            return answered(answer, name, now);
        }
        if (item instanceof Intake.Truncated) {
            return flushed() ? End.TRUNCATED : End.AGAIN;
        }
        if (item instanceof Intake.Finished last) {
            finished = last;
            return flushed() ? End.FINISHED : End.AGAIN;
        }
        if (item instanceof Intake.Ended ended) {
            throw ended.cause() != null
                    ? ended.cause()
                    : new LogException(Failure.UNREACHABLE, "Reading " + log + " ended.");
        }
        if (item instanceof Intake.Overflow) {
            throw new LogException(
                    Failure.UNREACHABLE, log + " is faster than Redis takes it; going on from the same place.");
        }
        return End.AGAIN; // replaced
    }

    private @Nullable End answered(Intake.Answer answer, Successor name, long now)
            throws NotOwnerException, InterruptedException {
        boolean stalled = answered && now - lastAnswer > STALL && appender.currentFile() != null;
        answered = true;
        lastAnswer = now;
        // a file may say that it is longer than it is, as those of /sys do
        if (stalled || !(++idleAnswers > QUIET_TICKS ? announcedNow() : announcedIfCaughtUp())) {
            return End.AGAIN;
        }
        boolean same = answer.movedSize() < 0;
        if (same && !lookForNewer) {
            named();
            quietTicks = 0;
            successor = null;
            return null;
        }
        if (successor == null && (!same || --ticksUntilLook <= 0)) {
            ticksUntilLook = LOOK_TICKS;
            quietTicks = 0;
            successor = look(name, same);
        }
        if (chunker.received().offset() < answer.movedSize() || ++quietTicks < QUIET_TICKS || successor == null) {
            return null;
        }
        FileInfo again = look(name, same);
        if (again != null && again.node().equals(successor.node())) {
            successor = again; // it may have been empty at first, without anything to be told from others by
        }
        return flushed() ? End.MOVED : End.AGAIN;
    }

    /** @param same whether the followed file still has its name, so that another one need not be there */
    private @Nullable FileInfo look(Successor name, boolean same) throws InterruptedException {
        try {
            FileInfo info = name.look();
            named();
            return info;
        } catch (LogException e) { // stay with what there is
            if (!same && !e.failure().passing() && ++failedLooks == QUIET_TICKS) { // a rotation takes a moment
                nameless = String.valueOf(e.getMessage());
                viewers.nameless(nameless);
            }
            return null;
        }
    }

    private void named() {
        failedLooks = 0;
        boolean again = nameless != null;
        nameless = null;
        if (again && announced) {
            announce();
        }
    }

    /** False if the head moved. */
    private boolean announcedIfCaughtUp() throws NotOwnerException {
        return announced || chunker.received().offset() < size || announcedNow();
    }

    /** With the begin of a last line, which counts as one of the last lines. */
    private boolean announcedNow() throws NotOwnerException {
        if (announced) {
            return true;
        }
        if (!flushed()) {
            return false;
        }
        announce();
        return true;
    }

    private void announce() {
        announced = true;
        announcedAt = context.nanos().getAsLong();
        FileId file = appender.currentFile();
        told = file == null ? 0 : file.printLength();
        viewers.live(chunker.next());
    }

    private boolean flushed() throws NotOwnerException {
        chunker.flush(appender.pending());
        return appender.append();
    }

    private void tick(long now) throws LogException {
        if (now - lastAnswer > SILENCE) {
            throw new LogException(
                    Failure.UNREACHABLE, log.host() + " has not answered for " + SILENCE / TICK + " seconds.");
        }
        if (nameless != null) {
            viewers.nameless(nameless);
        } else if (!announced) {
            viewers.waiting();
        } else if (now - announcedAt >= REFRESH) {
            announce();
        }
        follower.tick();
        nextTick = now + TICK;
    }
}
