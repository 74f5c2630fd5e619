package io.onetail.tail;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command. Its first burst is kept until it is known whether it repeats what was said before: that part is left out;
 * where it can't be told, or the command had ended by itself, a mark says that it was run again. Only then it is live. For one thread.
 */
final class CommandRun {
    /** Longest time for which a burst is kept. */
    private static final long BURST = TimeUnit.SECONDS.toNanos(3);
    /** So long a command that was run before may take to say its first word. */
    private static final long SLOW = TimeUnit.SECONDS.toNanos(10);
    /** Answers in a row without a byte between them, after which a burst is over. */
    private static final int QUIET = 2;

    private final LogId log;
    private final TailContext context;
    private final Appender appender;
    private final Transport.Follower follower;
    private final Intake intake;
    private final LineFeed lineFeed;
    private final LeftOut leftOut;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private byte[] said = new byte[0];
    private Intake.@Nullable Item end; // of the run, if it came within its first burst

    CommandRun(
            LogId log,
            TailContext context,
            Appender appender,
            Transport.Follower follower,
            Intake intake,
            LineFeed lineFeed,
            LeftOut leftOut) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.follower = follower;
        this.intake = intake;
        this.lineFeed = lineFeed;
        this.leftOut = leftOut;
    }

    /**
     * Follows it until it ends; the follower is stopped whatever happens.
     *
     * @param reason of the mark {@link Mark#RESTARTED} if it had ended by itself, else {@link Mark#INTERRUPTED}
     * @return how it has ended by itself, or null if it must be run again
     */
    Intake.@Nullable Finished follow(String reason, Following.Viewers viewers)
            throws LogException, NotOwnerException, InterruptedException {
        boolean handedOver = false;
        try {
            Known known = appender.known();
            if (known != null) {
                said = leftOut.and(Replay.said(context.journal(), log, known.end(), Replay.MOST), known.end());
            }
            listen(viewers);
            Chunker chunker = begin(known, reason);
            if (end != null) {
                chunker.flush(appender.pending());
            }
            if (!appender.append()) {
                return null;
            }
            if (end != null) {
                return finished(end);
            }
            handedOver = true;
            Following following = new Following(log, context, appender, follower, intake, chunker, 0, viewers);
            return following.run(() -> null) == Following.End.FINISHED ? following.finished() : null;
        } finally {
            if (!handedOver) {
                follower.stop();
                intake.close();
            }
        }
    }

    private void listen(Following.Viewers viewers) throws LogException, InterruptedException {
        long begun = context.nanos().getAsLong();
        long nextTick = begun + Following.TICK;
        long lastAnswer = begun;
        long first = 0; // when it said its first word
        int answers = 0;
        int quiet = 0;
        while (heard.size() < Replay.MOST && end == null) {
            Intake.Item item =
                    intake.poll(Math.max(0, nextTick - context.nanos().getAsLong()));
            long now = context.nanos().getAsLong();
            if (item instanceof Intake.Bytes bytes) {
                first = heard.size() == 0 ? now : first;
                quiet = 0;
                heard.write(bytes.array, 0, bytes.length);
            } else if (item instanceof Intake.Answer) {
                lastAnswer = now;
                answers++;
                quiet++;
                if (said.length == 0 && answers >= QUIET) {
                    return;
                }
                if (heard.size() == 0 ? now - begun >= SLOW : quiet >= QUIET || now - first >= BURST) {
                    return;
                }
            } else if (item != null) {
                end = item;
            }
            if (now >= nextTick) {
                if (now - lastAnswer > Following.SILENCE) {
                    throw new LogException(Failure.UNREACHABLE, log.host() + " has not answered for 8 seconds.");
                }
                viewers.waiting();
                follower.tick();
                nextTick = now + Following.TICK;
            }
        }
    }

    /** Puts what was heard, and not said before, into the appender. */
    private Chunker begin(@Nullable Known known, String reason) {
        byte[] bytes = heard.toByteArray();
        int skip = known == null ? 0 : Replay.known(said, bytes);
        Chunker chunker;
        boolean silent = bytes.length == 0 && end != null;
        if (known != null && (silent || (skip >= 0 && !reason.equals(Mark.RESTARTED)))) {
            boolean inLine = said.length > 0 && said[said.length - 1] != '\n';
            chunker = new Chunker(log.key(), lineFeed, known.end(), inLine);
        } else {
            long now = context.clock().millis();
            Position start =
                    new Position(known == null ? now : Math.max(now, known.end().generation() + 1), 0);
            if (known != null) {
                appender.pending().add(Mark.generation(known.end(), start.generation(), reason));
                skip = Replay.wholeLines(bytes, Math.max(0, skip)); // behind the mark no line goes on
                leftOut.put(start.generation(), Arrays.copyOf(bytes, skip));
            }
            chunker = new Chunker(log.key(), lineFeed, start, false);
        }
        int from = Math.max(0, skip);
        chunker.add(bytes, from, bytes.length - from, appender.pending());
        return chunker;
    }

    private Intake.Finished finished(Intake.Item item) throws LogException {
        if (item instanceof Intake.Finished last) {
            return last;
        }
        if (item instanceof Intake.Ended ended && ended.cause() != null) {
            throw ended.cause();
        }
        throw new LogException(Failure.UNREACHABLE, "Running " + log + " was interrupted.");
    }
}
