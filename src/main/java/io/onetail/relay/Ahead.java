package io.onetail.relay;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.tail.FileId;
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
final class Ahead {
    /** So soon another server's tail is known here to have shown more; and so often the file is asked. */
    private static final long SOON = TimeUnit.SECONDS.toNanos(3);
    /** Where no file can be asked: longer than a lease, so that a tail that was torn away has a successor. */
    private static final long LONG = TimeUnit.SECONDS.toNanos(10);

    private final Channel channel;
    private final Past past;
    private final Position wanted;
    private final LongSupplier nanos;
    private final Runnable wake;
    private final BooleanSupplier open;
    private long since; // the log is live, or this is asked
    private boolean live = true;
    private long asked;
    private volatile Answer answer = Answer.NONE;

    enum Verdict {
        WAIT,
        GO,
        REFUSE
    }

    private enum Answer {
        NONE,
        AWAITED,
        THERE,
        BEYOND
    }

    /** @param open whether the view is still open */
    Ahead(Channel channel, Past past, Position wanted, LongSupplier nanos, Runnable wake, BooleanSupplier open) {
        this.channel = channel;
        this.past = past;
        this.wanted = wanted;
        this.nanos = nanos;
        this.wake = wake;
        this.open = open;
        this.since = nanos.getAsLong();
        this.asked = since;
    }

    /** @param end where the log ends as far as is known here */
    Verdict judge(Position end) {
        long now = nanos.getAsLong();
        boolean before = live;
        live = channel.state().phase() == LogState.Phase.LIVE;
        if (!live || !before) {
            since = now;
        }
        FileId file = wanted.generation() == end.generation() ? channel.file(end.generation()) : null;
        if (file == null) {
            return now - since < LONG ? Verdict.WAIT : Verdict.REFUSE;
        }
        if (answer == Answer.NONE && now - asked >= SOON) {
            asked = now;
            ask(file);
        }
        Answer got = answer;
        if (got == Answer.BEYOND && now - since < SOON) { // the tail may not have seen yet what the file is now
            got = Answer.NONE;
            answer = got;
        }
        return switch (got) {
            case NONE, AWAITED -> Verdict.WAIT;
            case THERE -> Verdict.GO;
            case BEYOND -> Verdict.REFUSE;
        };
    }

    /** For the byte before the place; a host that can't be asked is asked again. */
    private void ask(FileId file) {
        answer = Answer.AWAITED;
        past.read(channel.log(), file, wanted.offset() - 1, 1, open).whenComplete((bytes, failure) -> {
            answer = failure == null ? answer(bytes) : Answer.NONE;
            wake.run();
        });
    }

    /** A file that is gone has a successor, to which the log goes on. */
    private static Answer answer(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 1 ? Answer.THERE : Answer.BEYOND;
    }

    static LogException beyond(Position wanted, Position end) {
        return new LogException(
                Failure.BEYOND,
                "Position " + wanted.offset() + " of generation " + wanted.generation()
                        + " is beyond the end of this log, which is " + end.offset() + " of generation "
                        + end.generation() + ". Ask for its last lines or its end instead.");
    }
}
