package io.onetail.relay;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges a place behind what this server knows of a log, where a viewer wants to begin. Another server may have shown more already, and
 * this one will know it in a moment; if it still doesn't, the file is asked. What a viewer has of a generation is not sent again,
 * however long it takes the log to come there; a place that the file does not reach is refused, since nothing would ever come: but only
 * after the log has been live for a while, since until then too little is known here. Used like its view: by one thread at a time.
 */
final class StartCheck {
    /** So soon another server's tail is known here to have shown more; and so often the file is asked. */
    private static final long SOON = TimeUnit.SECONDS.toNanos(3);
    /** Where no file can be asked: a tail that was torn away has a successor by then. */
    private static final long LONG = LivenessTimes.DEFAULT.takeover().toNanos();

    private final Channel channel;
    private final HistoryReader historyReader;
    private final Position wanted;
    private final LongSupplier nanos;
    private final Runnable wake;
    private final BooleanSupplier open;
    private long since; // the log is live, or this is asked
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

    /** @param end where the log ends as far as is known here */
    StartVerdict judge(Position end) {
        long now = nanos.getAsLong();
        boolean before = live;
        live = channel.state().phase() == LogState.TailPhase.LIVE;
        if (!live || !before) {
            since = now;
        }
        FileId file = wanted.generation() == end.generation() ? channel.file(end.generation()) : null;
        if (file == null) {
            return now - since < LONG ? StartVerdict.WAIT : StartVerdict.REFUSE;
        }
        if (answer == ReachAnswer.NONE && now - asked >= SOON) {
            asked = now;
            ask(file);
        }
        ReachAnswer got = answer;
        if (got == ReachAnswer.BEYOND && now - since < SOON) { // the tail may not have seen yet what the file is now
            got = ReachAnswer.NONE;
            answer = got;
        }
        return switch (got) {
            case NONE, AWAITED -> StartVerdict.WAIT;
            case THERE -> StartVerdict.GO;
            case BEYOND -> StartVerdict.REFUSE;
        };
    }

    /** For the byte before the place; a host that can't be asked is asked again. */
    private void ask(FileId file) {
        answer = ReachAnswer.AWAITED;
        historyReader.read(channel.log(), file, wanted.offset() - 1, 1, open).whenComplete((bytes, failure) -> {
            answer = failure == null ? answer(bytes) : ReachAnswer.NONE;
            wake.run();
        });
    }

    /** A file that is gone has a successor, to which the log goes on. */
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
