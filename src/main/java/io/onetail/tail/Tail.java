package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.LogSource;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimit;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one running reader of a log. It works in turns, on whatever thread: in one it finds where to go on, in others it takes what has come, and it begins again
 * after a failure, until it is stopped or can't go on. Between its turns it holds no thread.
 */
final class Tail {
    private static final System.Logger LOGGER = System.getLogger(Tail.class.getName());

    /** A state that lasts is told again this soon. */
    private static final Duration REPEAT = Duration.ofSeconds(10);

    /** A journal that refuses is asked again this soon. */
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(2);

    /** A connection that is being made wakes the tail when it is; this only makes sure. */
    private static final long CONNECTING_NANOS = Duration.ofSeconds(5).toNanos();

    /** What {@link #turn} returns when the tail has ended. */
    static final long OVER = -1;

    private final LogId log;
    private final TailContext context;
    private final Runnable wake;
    private final JournalAppender appender;
    private final RetryBackoff retryBackoff;
    private final RetryPolicy retryPolicy;
    private final RerunBackoff rerunBackoff = new RerunBackoff();
    private final OmittedOutput omittedOutput = new OmittedOutput();
    private volatile @Nullable String lastWord; // what viewers of all servers are told, or null if another tail goes on
    private volatile boolean stopping;

    @GuardedBy("this")
    private @Nullable Thread thread; // of the turn, to interrupt what blocks

    private volatile boolean failed;
    private volatile @Nullable TailActivity activity; // null between two
    private @Nullable CompletionStage<?> connected; // what the activity to come waits for
    private RetryPolicy.@Nullable RetryPause pause;
    private @Nullable String pauseWords; // for viewers
    private boolean journalRefuses; // and is asked first, since the host need not be asked before it takes something
    private long commandBegun;
    private boolean everLive;
    private boolean troubled;
    private boolean announced; // in this round
    private boolean finished; // the command, by itself, when it was run last
    private int restless; // rounds one after the other that got nowhere
    private @Nullable LogTip before; // where the log was when the round began
    private @Nullable LogState state; // told last; null if it is not known whether it was
    private long toldAt; // nanos

    /** @param wake is called, by any thread, when the next turn is to come at once; must not block */
    Tail(LogId log, TailContext context, Runnable wake) {
        this.log = log;
        this.context = context;
        this.wake = wake;
        this.appender = new JournalAppender(log, context);
        this.retryBackoff = new RetryBackoff(context.random());
        this.retryPolicy = new RetryPolicy(log, context);
    }

    LogId log() {
        return log;
    }

    /** Whether it has ended because the log can't be had, so that trying again at once is of no use. */
    boolean failed() {
        return failed;
    }

    /** Makes the tail end soon: nobody views the log any more. By any thread. */
    void stop() {
        lastWord = "No viewers.";
        leave();
    }

    /** Makes the tail end soon and without a word, since another server goes on with it. By any thread. */
    void leave() {
        synchronized (this) {
            stopping = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
        wake.run();
    }

    /** There are no turns for it any more. Not during one. */
    void abandon() {
        failed = true;
        endActivity();
    }

    /** Whether the next turn may block on the host for a while. By any thread. */
    boolean blocks() {
        TailActivity current = activity;
        return current == null || current.blocks();
    }

    /**
     * Does what there is to do now. By one thread at a time; blocks on the journal, and on the host if {@link #blocks}.
     *
     * @return nanoseconds until the next turn, unless it is woken before, or {@link #OVER}
     */
    long turn() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        long next = OVER;
        try {
            next = stopping ? OVER : goOn();
        } catch (NotOwnerException e) {
            LOGGER.log(Level.INFO, "Another server tails {0} by now.", log);
            lastWord = null;
        } catch (InterruptedException e) {
            // only leave() interrupts
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The tail of " + log + " ended by an unexpected failure.", e);
            fail(new LogException(FailureCode.INTERNAL, "Tailing " + log + " failed; the server's log says why."));
        } finally {
            synchronized (this) {
                thread = null; // from here on nobody interrupts it, and it goes back to its pool clean
            }
            Thread.interrupted();
        }
        if (next == OVER || stopping) {
            end();
            return OVER;
        }
        return next;
    }

    private void end() {
        endActivity();
        String word = lastWord;
        if (word != null) {
            tell(LogState.ended(word));
        }
        context.memory().hindered(log, JournalTask.WORD, null); // who tails it next speaks for it
    }

    private void endActivity() {
        TailActivity current = activity;
        activity = null;
        if (current != null) {
            current.end();
        }
    }

    private long goOn() throws NotOwnerException, InterruptedException {
        try {
            long left = paused();
            if (left > 0) {
                return left;
            }
            TailActivity current = activity;
            if (current == null) {
                current = round();
                if (current == null) {
                    long rest = paused();
                    return rest > 0 ? rest : CONNECTING_NANOS;
                }
            }
            TailActivity.NextTurn turn = current.turn();
            return switch (turn.kind()) {
                case WAIT -> turn.nanos();
                case AGAIN -> again();
                case ENDED -> commandEnded((CommandTail) current);
            };
        } catch (LogException e) {
            endActivity();
            connected = null;
            if (retryPolicy.isFinal(e, everLive)) {
                LOGGER.log(Level.INFO, "{0} can''t be tailed: {1}", log, e.getMessage());
                fail(e);
                return OVER;
            }
            Duration wait = backOff();
            Duration login = retryPolicy.afterRefusedLogin(e);
            return pause(retryPolicy.words(e), login == null ? wait : login);
        } catch (Journal.JournalException e) {
            endActivity();
            connected = null;
            journalRefuses = true;
            return pause(e.told(), backOff());
        }
    }

    /** How long a pause still lasts, of which viewers are told meanwhile; 0 for none. */
    private long paused() {
        RetryPolicy.RetryPause current = pause;
        if (current == null) {
            return 0;
        }
        long left = retryPolicy.left(current);
        String words = pauseWords;
        if (left == 0 && journalRefuses && words != null && !tell(interrupted(words))) {
            pause = retryPolicy.pause(JOURNAL_PAUSE);
            left = JOURNAL_PAUSE.toNanos();
        }
        if (left == 0) {
            pause = null;
            pauseWords = null;
            journalRefuses = false;
            return 0;
        }
        if (words != null) {
            tell(interrupted(words));
        }
        return Math.min(left, RetryPolicy.LOOK.toNanos());
    }

    private long pause(@Nullable String reason, Duration wait) {
        if (reason != null && !troubled && everLive) {
            LOGGER.log(Level.WARNING, "{0} is interrupted: {1}", log, reason);
        }
        troubled |= reason != null;
        pause = retryPolicy.pause(wait);
        pauseWords = reason;
        return Math.max(paused(), 1);
    }

    private void fail(LogException e) {
        failed = true;
        tell(LogState.failed(e));
    }

    private Duration backOff() {
        LogTip logTip = appender.logTip();
        LogTip begun = before;
        if (begun != null && logTip != null && logTip.end().compareTo(begun.end()) > 0) {
            retryBackoff.reset(); // it gets on, though it did not catch up
        }
        return retryBackoff.next();
    }

    /** A round that got nowhere, since the file or the head moved: at once again, but not for ever. */
    private long again() {
        endActivity();
        if (!announced && ++restless > 3) {
            return pause(null, retryBackoff.next());
        }
        return 0;
    }

    private LogState interrupted(String reason) {
        return everLive ? LogState.reconnecting(reason) : LogState.connecting(reason);
    }

    /**
     * Tells the viewers of all servers, for each new state and, while it lasts, often enough that they know it is not forgotten. A journal
     * that is away can't tell anybody: then this server's own viewers are told that.
     *
     * @return whether the journal took it
     */
    private boolean tell(LogState next) {
        long now = context.nanos().getAsLong();
        if (next.equals(state) && next.phase() != LogState.TailPhase.LIVE && now - toldAt < REPEAT.toNanos()) {
            return true;
        }
        try {
            context.journal().announce(log, context.owner(), next);
            state = next;
            toldAt = now;
            context.memory().hindered(log, JournalTask.WORD, null);
            return true;
        } catch (Journal.JournalException e) {
            LOGGER.log(Level.DEBUG, "The state of {0} can''t be told: {1}", log, e.getMessage());
            state = null;
            context.memory().hindered(log, JournalTask.WORD, e.told());
            return false;
        }
    }

    /** What is told while a log is followed. */
    private final class StateAnnouncer implements JournalDelivery.DeliveryListener {
        private final LogSource source;
        private final HostReader reader;

        StateAnnouncer(LogSource source, HostReader reader) {
            this.source = source;
            this.reader = reader;
        }

        @Override
        public void live(Position at, @Nullable FileId file) {
            if (troubled) {
                LOGGER.log(Level.INFO, "{0} is live again.", log);
            }
            troubled = false;
            announced = true;
            everLive = true;
            restless = 0;
            retryBackoff.reset();
            appender.stand(at);
            tell(LogState.live(at, file == null ? null : file.toString(), lacks()));
        }

        /** Of what the reader lacks, that by which this log's viewers can miss something. */
        private Set<ReaderLimit> lacks() {
            boolean file = source instanceof LogSource.FileSource;
            boolean apart = source instanceof LogSource.CommandSource said && said.errors() == StderrMode.MARK;
            return reader.lacks().stream()
                    .filter(readerLimit -> readerLimit.isOfFiles() ? file : apart)
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public void nameless(String reason) {
            tell(LogState.reconnecting(reason + " Meanwhile what is still written to the old file is shown."));
        }

        @Override
        public void waiting() {
            LogState last = state;
            if (!everLive) {
                tell(LogState.connecting(null));
            } else if (source instanceof LogSource.FileSource) {
                tell(LogState.reconnecting("What was written meanwhile is being read."));
            } else if (last != null && last.phase() == LogState.TailPhase.RECONNECTING) {
                tell(last);
            } else {
                tell(LogState.reconnecting("The command is run again."));
            }
        }
    }

    /** Begins a round: what to do in it, or null if that has to wait. */
    private @Nullable TailActivity round() throws LogException, NotOwnerException, InterruptedException {
        CompletionStage<?> waited = connected;
        if (waited != null && !waited.toCompletableFuture().isDone()) {
            return null;
        }
        before = appender.logTip();
        announced = false;
        Journal.LogHead head = appender.realign();
        LogState last = head == null ? null : head.state();
        // an orderly end leaves ENDED or FAILED; anything else means that a tail was torn away from its viewers
        boolean continued = everLive
                || context.memory().isAwaited(log)
                || (last != null
                        && (last.phase() == LogState.TailPhase.LIVE
                                || last.phase() == LogState.TailPhase.RECONNECTING));
        everLive |= continued;
        LogSource source = context.catalog().get().resolve(log);
        Duration unsettled = appender.logTip() == null ? context.memory().untilSettled() : Duration.ZERO;
        if (!unsettled.isZero()) {
            // begun anew here, its lines would come again to those who view it elsewhere
            tell(LogState.connecting("Waiting for other servers, which may know where the log was."));
            pause = retryPolicy.pause(unsettled);
            return null;
        }
        if (!everLive) {
            tell(LogState.connecting(null));
        }
        HostReader reader = context.readers().of(log.host());
        if (!connects(reader)) {
            return null;
        }
        TailActivity next = activity(source, reader, continued);
        activity = next;
        return next;
    }

    /** Whether the host can be asked; if not yet, the tail is woken when it can. */
    private boolean connects(HostReader reader) throws LogException {
        CompletionStage<?> waited = connected;
        if (waited == null) {
            waited = reader.ready();
            connected = waited;
            if (!waited.toCompletableFuture().isDone()) {
                var unused = waited.whenComplete((done, failure) -> wake.run());
            }
        }
        if (!waited.toCompletableFuture().isDone()) {
            return false;
        }
        connected = null;
        try {
            waited.toCompletableFuture().join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof LogException known) {
                throw known;
            }
            throw e;
        }
    }

    private TailActivity activity(LogSource source, HostReader reader, boolean continued) {
        if (source instanceof LogSource.FileSource file) {
            return new FileTail(
                    log,
                    context,
                    appender,
                    retryPolicy,
                    file,
                    reader,
                    continued,
                    new StateAnnouncer(source, reader),
                    reason -> tell(interrupted(reason)),
                    wake);
        }
        String reason = finished ? Mark.RESTARTED : Mark.INTERRUPTED;
        finished = false;
        commandBegun = context.nanos().getAsLong();
        LogSource.CommandSource command = (LogSource.CommandSource) source;
        return new CommandTail(
                log,
                context,
                appender,
                command,
                reader,
                reason,
                omittedOutput,
                new StateAnnouncer(source, reader),
                wake);
    }

    /** The command has ended by itself: it rests before it is run again. */
    private long commandEnded(CommandTail run) throws LogException {
        CommandTail.CommandExit commandExit = run.ended();
        endActivity();
        if (commandExit == null || !(context.catalog().get().resolve(log) instanceof LogSource.CommandSource command)) {
            return 0;
        }
        finished = true;
        announced = true;
        everLive |= appender.logTip() != null; // what it has said is shown meanwhile
        retryBackoff.reset();
        Duration wait = rerunBackoff.next(Duration.ofNanos(context.nanos().getAsLong() - commandBegun));
        String words = ExitMessage.words(command, commandExit, appender, context.journal()) + " It is run again in "
                + wait.toSeconds() + " seconds.";
        pause = retryPolicy.pause(wait);
        pauseWords = words;
        return Math.max(paused(), 1);
    }
}
