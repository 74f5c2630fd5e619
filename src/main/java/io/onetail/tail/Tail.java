package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Source;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The one running reader of a log: a loop on a thread of its own that finds where to go on, follows, and begins again
 * after a failure or a rotation, until it is stopped or can't go on.
 */
final class Tail implements Runnable {
    private static final System.Logger LOGGER = System.getLogger(Tail.class.getName());

    /** A state that lasts is told again this soon. */
    private static final Duration REPEAT = Duration.ofSeconds(10);

    /** A journal that refuses is asked again this soon. */
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(2);

    private final LogId log;
    private final TailContext context;
    private final Waiting waiting;
    private final Appender appender;
    private final BackOff backOff;
    private final Patience patience;
    private final CommandPace commandPace = new CommandPace();
    private final LeftOut leftOut = new LeftOut();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable String lastWord; // what viewers of all servers are told, or null if another tail goes on

    @GuardedBy("this")
    private @Nullable Thread thread; // to interrupt what blocks

    private volatile boolean failed;
    private boolean everLive;
    private boolean troubled;
    private boolean announced; // in this round
    private boolean finished; // the command, by itself, when it was run last
    private int restless; // rounds one after the other that got nowhere
    private @Nullable LogState state; // told last; null if it is not known whether it was
    private long toldAt; // nanos

    Tail(LogId log, TailContext context) {
        this(log, context, Waiting.REAL);
    }

    Tail(LogId log, TailContext context, Waiting waiting) {
        this.log = log;
        this.context = context;
        this.waiting = waiting;
        this.appender = new Appender(log, context);
        this.backOff = new BackOff(context.random());
        this.patience = new Patience(log, context, this::await, this::stopping);
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
    synchronized void leave() {
        stop.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }

    boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        try {
            rounds();
        } catch (NotOwnerException e) {
            LOGGER.log(Level.INFO, "Another server tails {0} by now.", log);
            lastWord = null;
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The tail of " + log + " ended by an unexpected failure.", e);
            fail(new LogException(Failure.INTERNAL, "Tailing " + log + " failed; the server's log says why."));
        } finally {
            synchronized (this) {
                thread = null; // from here on nobody interrupts it, and it goes back to its pool clean
            }
            Thread.interrupted();
        }
        String word = lastWord;
        if (word != null) {
            tell(LogState.ended(word));
        }
        context.memory().hindered(log, Hindrance.WORD, null); // who tails it next speaks for it
    }

    private void rounds() throws NotOwnerException {
        while (!stopping()) {
            Known before = appender.known();
            try {
                announced = false;
                round();
                if (!announced) {
                    rest();
                }
            } catch (InterruptedException e) {
                return; // only stop() interrupts
            } catch (LogException e) {
                if (patience.isFinal(e, everLive)) {
                    LOGGER.log(Level.INFO, "{0} can''t be tailed: {1}", log, e.getMessage());
                    fail(e);
                    return;
                }
                Duration wait = backOff(before);
                Duration login = patience.afterRefusedLogin(e);
                pause(patience.words(e), login == null ? wait : login);
            } catch (Journal.JournalException e) {
                pause(e.told(), backOff(before));
                awaitJournal(e.told());
            }
        }
    }

    private void fail(LogException e) {
        failed = true;
        tell(LogState.failed(e));
    }

    /** @param before where the log was when the round began that failed */
    private Duration backOff(@Nullable Known before) {
        Known known = appender.known();
        if (before != null && known != null && known.end().compareTo(before.end()) > 0) {
            backOff.reset(); // it gets on, though it did not catch up
        }
        return backOff.next();
    }

    private void pause(String reason, Duration wait) {
        if (!troubled && everLive) {
            LOGGER.log(Level.WARNING, "{0} is interrupted: {1}", log, reason);
        }
        troubled = true;
        try {
            patience.await(wait, () -> tell(interrupted(reason)));
        } catch (InterruptedException e) {
            stop.countDown();
        }
    }

    /** A journal that takes no word takes no lines: the host need not be asked again before it does. */
    private void awaitJournal(String reason) {
        while (!stopping() && !tell(interrupted(reason))) {
            pause(JOURNAL_PAUSE);
        }
    }

    private LogState interrupted(String reason) {
        return everLive ? LogState.reconnecting(reason) : LogState.connecting(reason);
    }

    private void pause(Duration time) {
        try {
            await(time);
        } catch (InterruptedException e) {
            stop.countDown();
        }
    }

    /** A round that got nowhere, since the file or the head moved: at once again, but not for ever. */
    private void rest() throws InterruptedException {
        if (++restless > 3) {
            await(backOff.next());
        }
    }

    private void await(Duration time) throws InterruptedException {
        if (waiting.await(stop, time)) {
            Thread.interrupted();
        }
    }

    /**
     * Tells the viewers of all servers, for each new state and, while it lasts, often enough that they know it is not forgotten. A journal
     * that is away can't tell anybody: then this server's own viewers are told that.
     *
     * @return whether the journal took it
     */
    private boolean tell(LogState next) {
        long now = context.nanos().getAsLong();
        if (next.equals(state) && next.phase() != LogState.Phase.LIVE && now - toldAt < REPEAT.toNanos()) {
            return true;
        }
        try {
            context.journal().announce(log, context.owner(), next);
            state = next;
            toldAt = now;
            context.memory().hindered(log, Hindrance.WORD, null);
            return true;
        } catch (Journal.JournalException e) {
            LOGGER.log(Level.DEBUG, "The state of {0} can''t be told: {1}", log, e.getMessage());
            state = null;
            context.memory().hindered(log, Hindrance.WORD, e.told());
            return false;
        }
    }

    /** What is told while a log is followed. */
    private final class Followed implements Following.Viewers {
        private final boolean command;

        Followed(boolean command) {
            this.command = command;
        }

        @Override
        public void live(Position at) {
            Tail.this.live(at);
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
            } else if (!command) {
                tell(LogState.reconnecting("What was written meanwhile is being read."));
            } else if (last != null && last.phase() == LogState.Phase.RECONNECTING) {
                tell(last);
            } else {
                tell(LogState.reconnecting("The command is run again."));
            }
        }
    }

    private void live(Position at) {
        if (troubled) {
            LOGGER.log(Level.INFO, "{0} is live again.", log);
        }
        troubled = false;
        announced = true;
        everLive = true;
        restless = 0;
        backOff.reset();
        appender.stand(at);
        FileId file = appender.currentFile();
        tell(LogState.live(at, file == null ? null : file.toString()));
    }

    private void round() throws LogException, NotOwnerException, InterruptedException {
        Journal.Head head = appender.realign();
        LogState last = head == null ? null : head.state();
        // an orderly end leaves ENDED or FAILED; anything else means that a tail was torn away from its viewers
        boolean continued = everLive
                || context.memory().isAwaited(log)
                || (last != null
                        && (last.phase() == LogState.Phase.LIVE || last.phase() == LogState.Phase.RECONNECTING));
        everLive |= continued;
        Source source = context.catalog().get().resolve(log);
        Duration unsettled = appender.known() == null ? context.memory().untilSettled() : Duration.ZERO;
        if (!unsettled.isZero()) {
            // begun anew here, its lines would come again to those who view it elsewhere
            tell(LogState.connecting("Waiting for other servers, which may know where the log was."));
            await(unsettled);
            return;
        }
        Transport transport = context.transports().of(log.host());
        if (!everLive) {
            tell(LogState.connecting(null));
        }
        if (source instanceof Source.File file) {
            followFile(file, transport, continued);
        } else {
            followCommand((Source.Command) source, transport);
        }
    }

    private void followFile(Source.File file, Transport transport, boolean continued)
            throws LogException, NotOwnerException, InterruptedException {
        Source.File current = CurrentFile.newest(file, transport);
        FileInfo info = look(current, transport);
        Beginning beginning = new Beginning(log, context, appender, transport, current, file, this::await);
        Chunker chunker = beginning.find(info, continued);
        if (chunker == null) {
            return; // the head moved: again from there
        }
        Intake intake = new Intake(context.settings().buffer(), waiting);
        Transport.Follower follower =
                transport.follow(current.path(), info, chunker.received().offset(), intake);
        if (chunker.received().offset() > 0 && !fits(beginning, info, follower, intake)) {
            return; // cut, and grown again, before the follower had it open: from now on that would be noticed
        }
        Following following =
                new Following(log, context, appender, follower, intake, chunker, info.size(), new Followed(false));
        following.lookForNewer(file.dated() != null);
        Following.End end = following.run(() -> successor(file, transport, info));
        FileInfo successor = following.successor();
        if (end == Following.End.MOVED && successor != null) {
            beginning.after(new Known(chunker.next(), appender.currentFile()), successor);
        } else if (end == Following.End.TRUNCATED) {
            cut(beginning, current, transport, chunker.next(), info);
        }
    }

    /** Whether the file is what it was when its place was looked for; ends the follower if it isn't. */
    private static boolean fits(Beginning beginning, FileInfo info, Transport.Follower follower, Intake intake)
            throws LogException, InterruptedException {
        boolean fits = false;
        try {
            fits = beginning.fits(info);
            return fits;
        } finally {
            if (!fits) {
                follower.stop();
                intake.close();
            }
        }
    }

    private FileInfo look(Source.File file, Transport transport) throws LogException, InterruptedException {
        return CurrentFile.look(file, context.catalog().get(), transport);
    }

    private @Nullable FileInfo successor(Source.File file, Transport transport, FileInfo followed)
            throws LogException, InterruptedException {
        FileInfo info = look(CurrentFile.newest(file, transport), transport);
        return info.node().equals(followed.node()) ? null : info;
    }

    /** The file was cut under the tail: what a copy of it has beyond that place, then the new generation. */
    private void cut(Beginning beginning, Source.File file, Transport transport, Position at, FileInfo before)
            throws LogException, NotOwnerException, InterruptedException {
        FileInfo info = look(file, transport);
        if (info.node().equals(before.node())) {
            beginning.after(new Known(at, appender.currentFile()), info);
        }
    }

    private void followCommand(Source.Command command, Transport transport)
            throws LogException, NotOwnerException, InterruptedException {
        appender.file(null);
        Intake intake = new Intake(context.settings().buffer(), waiting);
        long begun = context.nanos().getAsLong();
        Transport.Follower follower = transport.run(command.command(), command.errors(), intake);
        String reason = finished ? Mark.RESTARTED : Mark.INTERRUPTED;
        finished = false;
        LineFeed lineFeed = LineFeed.of(command.charset());
        Intake.Finished end = new CommandRun(log, context, appender, follower, intake, lineFeed, leftOut)
                .follow(reason, new Followed(true));
        if (end == null) {
            return;
        }
        finished = true;
        announced = true;
        everLive |= appender.known() != null; // what it has said is shown meanwhile
        backOff.reset();
        Duration wait = commandPace.next(Duration.ofNanos(context.nanos().getAsLong() - begun));
        String words = CommandEnd.words(command, end, appender, context.journal()) + " It is run again in "
                + wait.toSeconds() + " seconds.";
        patience.await(wait, () -> tell(interrupted(words)));
    }
}
