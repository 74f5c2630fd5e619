package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open view of one log: a cursor, not a queue. {@link #next} is called by one thread at a time, when the connection
 * can send; everything else by any thread. A view is done after its last message, or when its connection closes it.
 */
public final class View {
    private final String name;
    private final String charset;
    private final StartFrom from;
    private final Channel channel;
    private final HistoryReader historyReader;
    private final long backfill;
    private final LongSupplier nanos;
    private final Runnable wake;

    private volatile boolean paused;
    private volatile @Nullable LogState ending; // set if the server ends the view, not the log
    private volatile boolean done;
    private volatile boolean closed; // set by its connection
    private volatile @Nullable Mask mask; // changes with rights and masks

    private @Nullable LogState told;
    private volatile @Nullable Position begin; // volatile: read by other threads
    private volatile @Nullable Position cursor; // changed by next() only
    private @Nullable GapFiller filler;
    private boolean lagging; // behind the recent entries, but not because the viewer is slow
    private long filled; // bytes read from files since it was last at the recent entries
    private @Nullable StartCheck startCheck;
    private volatile @Nullable LineScan scan;

    private record LineScan(@Nullable Position start, boolean finished) {}

    View(
            String name,
            String charset,
            StartFrom from,
            Channel channel,
            HistoryReader historyReader,
            long backfill,
            LongSupplier nanos,
            Runnable wake) {
        this.name = name;
        this.charset = charset;
        this.from = from;
        this.channel = channel;
        this.historyReader = historyReader;
        this.backfill = backfill;
        this.nanos = nanos;
        this.wake = wake;
    }

    /** The client's name for the view. */
    public String name() {
        return name;
    }

    /** The log that it shows. */
    public LogId log() {
        return channel.log();
    }

    /** The position where it began, or null if it has not begun. */
    public @Nullable Position begin() {
        return begin;
    }

    /** The position that it has reached, or null if it has not begun. */
    public @Nullable Position position() {
        return cursor;
    }

    Channel channel() {
        return channel;
    }

    /** Whether it continues at a position that its viewer has reached before, perhaps on another server. */
    boolean resumes() {
        return from instanceof StartFrom.FromPosition;
    }

    /** Signals that {@link #next} may have something. */
    void wake() {
        wake.run();
    }

    /** Sets the mask for what is sent from now on; null for none. */
    public void mask(@Nullable Mask next) {
        mask = next;
    }

    /** Whether a mask is on it, so that {@link #next} may take longer. */
    public boolean masked() {
        return mask != null;
    }

    /** Stops giving entries. */
    public void pause() {
        paused = true;
    }

    /** Continues where it was paused; entries that are not kept any more are read from the file. */
    public void resume() {
        paused = false;
        wake.run();
    }

    /** Ends the view with a state that has a reason for people; after sending that, it is {@link #done}. */
    public void end(LogState reason) {
        ending = reason;
        wake.run();
    }

    /** Notes that the connection does not need messages any more. */
    void closed() {
        closed = true;
    }

    private boolean isOpen() {
        return !closed && !done;
    }

    /** Whether there are no more messages, so that the view can be closed. */
    public boolean done() {
        return done;
    }

    /** The next message, or null if there is none at the moment; {@link Runnable#run wake} is called when there may be. */
    public @Nullable OutgoingMessage next() {
        if (done) {
            return null;
        }
        LogState state = ending != null ? ending : channel.state();
        if (!state.equals(told) && (isLast(state) || state.phase() != LogState.TailPhase.LIVE || cursor != null)) {
            boolean news = told == null
                    || state.phase() != told.phase()
                    || !Objects.equals(state.reason(), told.reason())
                    || !state.lacks().equals(told.lacks());
            told = state;
            done = isLast(state);
            if (news) {
                return new OutgoingMessage.TextMessage(ServerMessage.state(name, masked(state)));
            }
        }
        if (cursor == null) {
            return open();
        }
        if (paused) {
            lagging = true;
            return null;
        }
        return read(cursor);
    }

    /** Masks the reason, since it may quote the output of a command. */
    private LogState masked(LogState state) {
        Mask hiding = mask;
        if (hiding == null || state.reason() == null) {
            return state;
        }
        byte[] reason = state.reason().getBytes(StandardCharsets.UTF_8);
        return hiding.hide(reason, 0, reason.length)
                ? state.because(new String(reason, StandardCharsets.UTF_8))
                : state;
    }

    private static boolean isLast(LogState state) {
        return state.phase() == LogState.TailPhase.FAILED || state.phase() == LogState.TailPhase.ENDED;
    }

    private @Nullable OutgoingMessage open() {
        if (!channel.ready()) {
            return null;
        }
        Position end = Objects.requireNonNull(channel.end());
        Position start = start(end);
        if (start == null) {
            return ending == null ? null : next();
        }
        begin = start;
        cursor = start;
        lagging = true;
        return new OutgoingMessage.TextMessage(ServerMessage.opened(name, channel.log(), charset, start));
    }

    private @Nullable Position start(Position end) {
        if (from instanceof StartFrom.FromLastLines last) {
            return scan(last.lines());
        }
        if (!(from instanceof StartFrom.FromPosition fromPosition)) {
            return end;
        }
        Position wanted = fromPosition.position();
        if (wanted.compareTo(end) <= 0) {
            return wanted;
        }
        if (startCheck == null) {
            startCheck = new StartCheck(channel, historyReader, wanted, nanos, wake, this::isOpen);
        }
        StartCheck.StartVerdict verdict = startCheck.judge(end);
        if (verdict == StartCheck.StartVerdict.REFUSE) {
            ending = LogState.failed(StartCheck.beyond(wanted, end));
        }
        return verdict == StartCheck.StartVerdict.GO ? wanted : null;
    }

    private @Nullable Position scan(int lines) {
        LineScan result = scan;
        if (result != null) {
            return result.finished ? result.start : null;
        }
        RecentEntries.LastLines found = channel.lastLines(lines);
        FileId file = channel.file(found.start().generation());
        if (found.missing() == 0 || found.start().offset() == 0 || file == null) {
            return found.start();
        }
        scan = new LineScan(null, false);
        long before =
                found.start().offset() - (found.bare() ? channel.lineFeed().length() : 0);
        historyReader
                .lastLines(channel.log(), file, before, found.missing(), channel.lineFeed(), this::isOpen)
                .whenComplete((offset, failure) -> {
                    boolean ok = failure == null && offset != null;
                    scan = new LineScan(ok ? new Position(found.start().generation(), offset) : found.start(), true);
                    wake.run();
                });
        return null;
    }

    private @Nullable OutgoingMessage read(Position at) {
        GapFiller filling = filler;
        Mask hiding = mask;
        if (filling != null && filling.mask() != hiding) {
            filling = new GapFiller(channel, historyReader, filling.target(), nanos, wake, this::isOpen, hiding);
            filler = filling;
        }
        if (filling != null) {
            OutgoingMessage next = fill(filling, at);
            if (next != null || filler != null) {
                return next;
            }
            return read(Objects.requireNonNull(cursor));
        }
        NextStep found = hiding == null ? channel.read(at) : channel.read(at, hiding);
        if (found == null) {
            return null;
        }
        if (found instanceof NextStep.LagRecovery lagRecovery) {
            return behind(lagRecovery, at);
        }
        lagging = false;
        filled = 0;
        LogEntry entry = ((NextStep.EntryStep) found).entry();
        if (entry instanceof Chunk chunk) {
            cursor = chunk.end();
            return new OutgoingMessage.BinaryMessage(chunk);
        }
        Mark mark = (Mark) entry;
        if (mark.kind() == Mark.MarkKind.GAP && !mark.isHole() && canFill(mark.start(), mark.end())) {
            lagging = true;
            filler = new GapFiller(channel, historyReader, mark.end(), nanos, wake, this::isOpen, hiding);
            return fill(filler, at);
        }
        return mark(mark);
    }

    private @Nullable OutgoingMessage behind(NextStep.LagRecovery lagRecovery, Position at) {
        if (lagging && canFill(at, lagRecovery.first())) {
            filler = new GapFiller(channel, historyReader, lagRecovery.first(), nanos, wake, this::isOpen, mask);
            return fill(filler, at);
        }
        Position to = lagging ? lagRecovery.first() : lagRecovery.ahead();
        String reason = lagging && channel.file(at.generation()) == null ? Mark.UNAVAILABLE : Mark.SLOW;
        return mark(Mark.gap(at, to, reason));
    }

    private boolean canFill(Position start, Position end) {
        if (start.generation() != end.generation()) {
            return backfill > 0;
        }
        return channel.file(start.generation()) != null && end.offset() - start.offset() <= backfill;
    }

    private @Nullable OutgoingMessage fill(GapFiller filling, Position at) {
        if (filled > backfill) { // over several generations, or because the log is faster than its viewer
            filler = null;
            lagging = false;
            return mark(Mark.gap(at, filling.target(), Mark.SLOW));
        }
        LogEntry entry;
        try {
            entry = filling.next(at);
        } catch (CompletionException e) {
            filler = null;
            return mark(Mark.gap(at, filling.target(), Mark.UNAVAILABLE));
        }
        if (filling.reached(at)) {
            filler = null;
            return null;
        }
        if (entry == null) {
            return null;
        }
        if (entry instanceof Mark mark) {
            filled += mark.isHole() ? mark.end().offset() - mark.start().offset() : 0;
            return mark(mark); // after a gap, the next generation may follow
        }
        cursor = entry.end();
        filled += ((Chunk) entry).length();
        return new OutgoingMessage.BinaryMessage((Chunk) entry);
    }

    private OutgoingMessage mark(Mark mark) {
        cursor = mark.end();
        return new OutgoingMessage.TextMessage(ServerMessage.mark(name, mark));
    }
}
