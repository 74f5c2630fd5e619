package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one running tail of a log. It works in turns: in one it finds where to go on, in others it takes what has come. It begins again
 * after a failure, until it is stopped or can't go on. Between its turns it holds no thread.
 *
 * <p>Turns come one at a time, on changing threads. Each takes the lock as it begins and as it ends, by which a turn sees what the one
 * before has written; so what only turns use is not guarded. The lock is not held during a turn: it guards which thread is in one, so that
 * {@link #leave} interrupts that thread in its turn, and not in what it does next. What other threads ask for is volatile.
 */
final class Tail {
    private static final System.Logger LOGGER = System.getLogger(Tail.class.getName());

    /** A connection that is being made wakes the tail when it is ready; this is a precaution only. */
    private static final long CONNECTING_NANOS = Duration.ofSeconds(5).toNanos();

    /** What {@link #turn} returns when the tail has ended. */
    static final long OVER = -1;

    private final LogId log;
    private final TailContext context;
    private final Runnable wake;
    private final JournalAppender appender;
    private final RetryPolicy retryPolicy;
    private final TailProgress progress;
    private final StateAnnouncer stateAnnouncer;
    private final TailPause pause;
    private final RerunBackoff rerunBackoff = new RerunBackoff();
    private final OmittedOutput omittedOutput = new OmittedOutput();
    private volatile @Nullable String
            lastWord; // what viewers of all servers are told at the end; null if another tail goes on
    private volatile boolean stopping;

    @GuardedBy("this")
    private @Nullable Thread thread; // of the turn, to interrupt what blocks

    private volatile boolean failed;
    private volatile @Nullable TailActivity activity; // null between two
    private @Nullable CompletionStage<?> connected; // what the activity to come waits for
    private long commandBegun;
    private boolean finished; // the command, by itself, when it was run last

    /** @param wake is called, by any thread, when the next turn is to come at once; must not block */
    Tail(LogId log, TailContext context, Runnable wake) {
        this.log = log;
        this.context = context;
        this.wake = wake;
        this.appender = new JournalAppender(log, context);
        this.retryPolicy = new RetryPolicy(log, context);
        this.progress = new TailProgress(new RetryBackoff(context.random()));
        this.stateAnnouncer = new StateAnnouncer(log, context);
        this.pause = new TailPause(retryPolicy, progress, stateAnnouncer);
    }

    LogId log() {
        return log;
    }

    /** Whether it has ended because the log can't be read, so that trying again at once is of no use. By any thread. */
    boolean failed() {
        return failed;
    }

    /** Makes the tail end soon: nobody views the log any more. By any thread. */
    void stop() {
        lastWord = "No viewers.";
        leave();
    }

    /** Makes the tail end soon, and viewers are told nothing, since another server goes on with it. By any thread. */
    void leave() {
        synchronized (this) {
            stopping = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
        wake.run();
    }

    /** Ends a tail that gets no turns any more; not to be called during one. */
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
     * @return nanoseconds until the next turn, unless it is woken before that, or {@link #OVER}
     */
    long turn() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        long next = OVER;
        try {
            next = stopping ? OVER : goOn();
        } catch (NotOwnerException e) {
            LOGGER.log(Level.INFO, "Another server tails {0} now.", log);
            lastWord = null;
        } catch (InterruptedException e) {
            // only leave() interrupts
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The tail of " + log + " has ended because of an unexpected failure.", e);
            fail(new LogException(FailureCode.INTERNAL, "Tailing " + log + " failed; the server's log says why."));
        } finally {
            synchronized (this) {
                thread = null; // from here on nobody interrupts it: it goes back to its pool as it came
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
            stateAnnouncer.tell(LogState.ended(word));
        }
        context.memory().hindered(log, JournalOperation.ANNOUNCEMENT, null); // the next tail tells how the log is doing
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
            long left = pause.left();
            if (left > 0) {
                return left;
            }
            TailActivity current = activity;
            if (current == null) {
                current = round();
                if (current == null) {
                    long rest = pause.left();
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
            if (retryPolicy.isFinal(e, progress.everLive())) {
                LOGGER.log(Level.INFO, "{0} can''t be tailed: {1}", log, e.getMessage());
                fail(e);
                return OVER;
            }
            Duration wait = progress.afterFailure(appender.logTip());
            Duration login = retryPolicy.afterRefusedLogin(e);
            String reason = retryPolicy.words(e);
            logInterruption(reason);
            pause.begin(reason, login == null ? wait : login);
            return Math.max(pause.left(), 1);
        } catch (Journal.JournalException e) {
            endActivity();
            connected = null;
            logInterruption(e.told());
            pause.beginForJournal(e.told(), progress.afterFailure(appender.logTip()));
            return Math.max(pause.left(), 1);
        }
    }

    private void logInterruption(String reason) {
        if (progress.troubled()) {
            LOGGER.log(Level.WARNING, "{0} is interrupted: {1}", log, reason);
        }
    }

    private void fail(LogException e) {
        failed = true;
        stateAnnouncer.tell(LogState.failed(e));
    }

    /** A round got nowhere, since the file or the head moved: the next comes at once, but not for ever. */
    private long again() {
        endActivity();
        Duration wait = progress.afterMove();
        if (wait == null) {
            return 0;
        }
        pause.begin(null, wait);
        return Math.max(pause.left(), 1);
    }

    /** Begins a round: what to do in it, or null if that has to wait. */
    private @Nullable TailActivity round() throws LogException, NotOwnerException, InterruptedException {
        CompletionStage<?> waited = connected;
        if (waited != null && !waited.toCompletableFuture().isDone()) {
            return null;
        }
        progress.roundBegins(appender.logTip());
        Journal.LogHead head = appender.realign();
        LogState last = head == null ? null : head.state();
        // an orderly end leaves ENDED or FAILED; anything else means that viewers have lost their tail
        boolean continued = progress.everLive()
                || context.memory().isAwaited(log)
                || (last != null
                        && (last.phase() == LogState.TailPhase.LIVE
                                || last.phase() == LogState.TailPhase.RECONNECTING));
        if (continued) {
            progress.continued();
        }
        LogSource source = context.catalog().get().resolve(log);
        Duration unsettled = appender.logTip() == null ? context.memory().untilSettled() : Duration.ZERO;
        if (!unsettled.isZero()) {
            // if it were started over here, its lines would come again to those who view it elsewhere
            stateAnnouncer.tell(LogState.connecting("Waiting for other servers, which may know where the log was."));
            pause.begin(null, unsettled);
            return null;
        }
        if (!progress.everLive()) {
            stateAnnouncer.tell(LogState.connecting(null));
        }
        HostReader reader = context.readers().of(log.host());
        if (!connects(reader)) {
            return null;
        }
        TailActivity next = activity(source, reader, continued);
        activity = next;
        return next;
    }

    /** Whether the host can be asked; the tail is woken when it can. */
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
        DeliveryAnnouncer deliveryAnnouncer =
                new DeliveryAnnouncer(log, source, reader, appender, progress, stateAnnouncer);
        if (source instanceof LogSource.FileSource file) {
            return new FileTail(
                    log,
                    context,
                    appender,
                    retryPolicy,
                    file,
                    reader,
                    continued,
                    deliveryAnnouncer,
                    reason -> stateAnnouncer.tell(progress.interrupted(reason)),
                    wake);
        }
        String reason = finished ? Mark.RESTARTED : Mark.INTERRUPTED;
        finished = false;
        commandBegun = context.nanos().getAsLong();
        LogSource.CommandSource command = (LogSource.CommandSource) source;
        return new CommandTail(log, context, appender, command, reader, reason, omittedOutput, deliveryAnnouncer, wake);
    }

    /** The command has ended by itself: it rests before it is run again. */
    private long commandEnded(CommandTail run) throws LogException {
        CommandTail.CommandExit commandExit = run.ended();
        endActivity();
        if (commandExit == null || !(context.catalog().get().resolve(log) instanceof LogSource.CommandSource command)) {
            return 0;
        }
        finished = true;
        progress.commandEnded(appender.logTip() != null);
        Duration wait = rerunBackoff.next(Duration.ofNanos(context.nanos().getAsLong() - commandBegun));
        String words = ExitMessage.words(command, commandExit, appender, context.journal()) + " It is run again in "
                + wait.toSeconds() + " seconds.";
        pause.begin(words, wait);
        return Math.max(pause.left(), 1);
    }
}
