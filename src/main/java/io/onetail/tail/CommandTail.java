package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
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
 * One run of a command. Its first burst of output is kept until it is known whether it repeats the output of the run before. What is
 * repeated is left out. If that can't be determined, or the command had ended by itself, a mark says that it was run again. Only then is
 * the log live. For one thread at a time.
 */
final class CommandTail implements TailActivity {
    /** The longest time for which a burst is kept. */
    private static final long BURST = TimeUnit.SECONDS.toNanos(3);
    /** How long a command that was run before may take until its first output. */
    private static final long SLOW = TimeUnit.SECONDS.toNanos(10);
    /** A burst is over after this long without output. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(2);

    private final LogId log;
    private final TailContext context;
    private final JournalAppender appender;
    private final LogSource.CommandSource command;
    private final HostReader reader;
    private final String reason;
    private final OmittedOutput omittedOutput;
    private final LineFeed lineFeed;
    private final JournalDelivery.DeliveryListener deliveryListener;
    private final JournalDelivery delivery;
    private final FollowerQueue followerQueue;
    private final StderrLines errors;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    private HostReader.@Nullable LogFollower follower;
    private byte[] said = new byte[0];
    private boolean listening = true;
    private long begun;
    private long firstWord;
    private long lastWord;
    private long nextWord; // to viewers, while the burst is kept
    private int consumed;
    private @Nullable CommandExit commandExit;

    /**
     * How the command ended by itself.
     *
     * @param words the end of its standard error; empty if that is part of the log
     */
    record CommandExit(int status, String words) {}

    /** @param reason of the mark: {@link Mark#RESTARTED} if the command had ended by itself, else {@link Mark#INTERRUPTED} */
    CommandTail(
            LogId log,
            TailContext context,
            JournalAppender appender,
            LogSource.CommandSource command,
            HostReader reader,
            String reason,
            OmittedOutput omittedOutput,
            JournalDelivery.DeliveryListener deliveryListener,
            Runnable wake) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.command = command;
        this.reader = reader;
        this.reason = reason;
        this.omittedOutput = omittedOutput;
        this.lineFeed = LineFeed.of(command.charset());
        this.deliveryListener = deliveryListener;
        this.delivery = new JournalDelivery(context, appender, deliveryListener);
        this.followerQueue = new FollowerQueue(wake);
        this.errors = new StderrLines(command.errors());
    }

    /** How the command ended, if it ended by itself; else null. */
    @Nullable
    CommandExit ended() {
        return commandExit;
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public NextTurn turn() throws LogException, NotOwnerException, InterruptedException {
        if (follower == null) {
            begin();
        }
        long now = context.nanos().getAsLong();
        int taken = 0;
        FollowerQueue.QueueItem item;
        while (taken < JournalDelivery.BATCH && commandExit == null && (item = followerQueue.poll()) != null) {
            if (item instanceof FollowerQueue.BytesItem bytes) {
                taken += bytes.length;
                take(bytes, now);
            } else if (item instanceof FollowerQueue.FinishedItem last) {
                take(errors.rest(), now);
                commandExit = new CommandExit(last.status(), errors.words());
            } else if (item instanceof FollowerQueue.EndedItem over) {
                LogException cause = over.cause();
                throw cause != null
                        ? cause
                        : new LogException(FailureCode.UNREACHABLE, "Running " + log + " was interrupted.");
            }
        }
        grant(taken);
        if (listening && !isOver(now)) {
            return listens(now);
        }
        return passes(taken >= JournalDelivery.BATCH && followerQueue.waits());
    }

    private void begin() {
        begun = context.nanos().getAsLong();
        nextWord = begun;
        appender.file((FileInfo) null);
        LogTip logTip = appender.logTip();
        if (logTip != null) {
            said = omittedOutput.and(
                    ReplayMatcher.said(context.journal(), log, logTip.end(), ReplayMatcher.MOST), logTip.end());
        }
        HostReader.LogFollower started = reader.run(command.command(), command.errors(), followerQueue);
        follower = started;
        started.grant(context.settings().buffer());
    }

    private void take(FollowerQueue.BytesItem bytes, long now) {
        if (bytes.error) {
            take(errors.take(bytes.array, bytes.length), now);
        } else {
            take(Arrays.copyOf(bytes.array, bytes.length), now);
        }
    }

    private void take(byte[] bytes, long now) {
        if (bytes.length == 0) {
            return;
        }
        if (listening) {
            firstWord = heard.size() == 0 ? now : firstWord;
            lastWord = now;
            heard.writeBytes(bytes);
        } else {
            delivery.add(bytes, bytes.length);
        }
    }

    private void grant(int taken) {
        HostReader.LogFollower running = follower;
        consumed += taken;
        if (running != null && consumed >= context.settings().buffer() / 4) {
            running.grant(consumed);
            consumed = 0;
        }
    }

    /** Whether the first burst is over. */
    private boolean isOver(long now) {
        if (commandExit != null || heard.size() >= ReplayMatcher.MOST) {
            return true;
        }
        if (said.length == 0) {
            return now - begun >= JournalDelivery.BEAT;
        }
        return heard.size() == 0 ? now - begun >= SLOW : now - lastWord >= QUIET || now - firstWord >= BURST;
    }

    private NextTurn listens(long now) {
        if (now >= nextWord) {
            deliveryListener.waiting();
            nextWord = now + JournalDelivery.BEAT;
        }
        return NextTurn.within(Math.min(nextWord - now, JournalDelivery.BEAT / 4));
    }

    private NextTurn passes(boolean more) throws NotOwnerException {
        if (listening) {
            listening = false;
            delivery.chunker(chunker(appender.logTip()));
        }
        if (commandExit != null) {
            return delivery.flush() ? NextTurn.ENDED : NextTurn.AGAIN;
        }
        if (!delivery.pass(more) || !delivery.live() || !delivery.beat()) {
            return NextTurn.AGAIN;
        }
        return NextTurn.within(more ? 0 : delivery.untilBeat());
    }

    /** Puts the new part of what was heard into the appender. */
    private Chunker chunker(@Nullable LogTip logTip) {
        byte[] bytes = heard.toByteArray();
        int skip = logTip == null ? 0 : ReplayMatcher.known(said, bytes);
        Chunker chunker;
        boolean silent = bytes.length == 0 && commandExit != null;
        if (logTip != null && (silent || (skip >= 0 && !reason.equals(Mark.RESTARTED)))) {
            boolean inLine = said.length > 0 && said[said.length - 1] != '\n';
            chunker = new Chunker(log.key(), lineFeed, logTip.end(), inLine);
        } else {
            long now = context.clock().millis();
            Position start = new Position(
                    logTip == null ? now : Math.max(now, logTip.end().generation() + 1), 0);
            if (logTip != null) {
                appender.pending().add(Mark.generation(logTip.end(), start.generation(), reason));
                skip = ReplayMatcher.wholeLines(bytes, Math.max(0, skip)); // after the mark a new line begins
                omittedOutput.put(start.generation(), Arrays.copyOf(bytes, skip));
            }
            chunker = new Chunker(log.key(), lineFeed, start, false);
        }
        int from = Math.max(0, skip);
        chunker.add(bytes, from, bytes.length - from, appender.pending());
        return chunker;
    }

    @Override
    public void end() {
        HostReader.LogFollower running = follower;
        if (running != null) {
            running.stop();
        }
    }
}
