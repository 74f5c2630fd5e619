package io.onetail.relay;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges a starting position beyond the end of a log as this server knows it. Another server may have shown more
 * already, and this one will know it in a moment; otherwise the file is checked. A viewer does not get bytes again that
 * it already has, however long the log takes to reach them. A position that the file does not reach is refused, since
 * nothing would ever be sent, but only after the log has been live for a while, since until then too little is known
 * here. Like its view, for one thread at a time.
 */
final class StartCheck {
    /**
     * Time within which this server learns what another one has shown; also the interval between checks of the file.
     */
    private static final long SOON = TimeUnit.SECONDS.toNanos(3);

    private final Channel channel;
    private final HistoryReader historyReader;
    private final Position wanted;
    private final LongSupplier nanos;
    private final Runnable wake;
    private final BooleanSupplier open;
    private long since; // since the log is live, or since the first call
    private boolean live = true;
    private long asked;
    private volatile ReachAnswer answer = ReachAnswer.NONE;

    enum StartVerdict {
        WAIT,
        GO,
        REFUSE
    }

    private enum ReachAnswer {
        NONE,
        AWAITED,
        THERE,
        BEYOND
    }

    /** @param open whether the view is still open */
    StartCheck(
            Channel channel,
            HistoryReader historyReader,
            Position wanted,
            LongSupplier nanos,
            Runnable wake,
            BooleanSupplier open) {
        this.channel = channel;
        this.historyReader = historyReader;
        this.wanted = wanted;
        this.nanos = nanos;
        this.wake = wake;
        this.open = open;
        this.since = nanos.getAsLong();
        this.asked = since;
    }

    /** @param end the end of the log as far as this server knows */
    StartVerdict judge(Position end) {
        long now = nanos.getAsLong();
        boolean before = live;
        live = channel.state().phase() == LogState.TailPhase.LIVE;
        if (!live || !before) {
            since = now;
        }
        FileId file = wanted.generation() == end.generation() ? channel.file(end.generation()) : null;
        if (file == null) {
            // no file can be asked: a tail that was torn away has a successor by then
            return now - since < channel.takeover().toNanos() ? StartVerdict.WAIT : StartVerdict.REFUSE;
        }
        if (answer == ReachAnswer.NONE && now - asked >= SOON) {
            asked = now;
            ask(file);
        }
        ReachAnswer got = answer;
        if (got == ReachAnswer.BEYOND
                && now - since < SOON) { // the tail may not have noticed yet that the file has changed
            got = ReachAnswer.NONE;
            answer = got;
        }
        return switch (got) {
            case NONE, AWAITED -> StartVerdict.WAIT;
            case THERE -> StartVerdict.GO;
            case BEYOND -> StartVerdict.REFUSE;
        };
    }

    /** Reads the byte before the position; if the host can't be asked, it is asked again later. */
    private void ask(FileId file) {
        answer = ReachAnswer.AWAITED;
        historyReader.read(channel.log(), file, wanted.offset() - 1, 1, open).whenComplete((bytes, failure) -> {
            answer = failure == null ? answer(bytes) : ReachAnswer.NONE;
            wake.run();
        });
    }

    /** If the file is gone, the log continues with its successor. */
    private static ReachAnswer answer(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 1 ? ReachAnswer.THERE : ReachAnswer.BEYOND;
    }

    static LogException beyond(Position wanted, Position end) {
        return new LogException(
                FailureCode.BEYOND,
                "Position " + wanted.offset() + " of generation " + wanted.generation()
                        + " is beyond the end of this log, which is " + end.offset() + " of generation "
                        + end.generation() + ". Ask for its last lines or its end instead.");
    }
}
