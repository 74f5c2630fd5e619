package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.tail.ssh.UnservedReason.StartStage;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one reader on one host, from before it is started until it has ended; it is never started a second time.
 *
 * <p>Safe for any thread. The thread that reads the connection decodes and delivers, and never waits. A caller that asks for something does
 * not wait for the connection either: what it asks goes through the {@link ReaderOutbox}. The link's lock decides between a request and the
 * end: a request that was registered before the end is failed by it, a later one is refused. Exchanges are failed without the lock.
 *
 * <p>Everything that a reader writes is read, and no more of it is kept than was asked for: what it may not write ends the link.
 */
final class ReaderLink {
    private static final String SHELL = "sh";

    private final String host;
    private final ReaderStart start;
    private final LinkTimeouts times;
    private final SshWorkers workers;
    private final ReaderOutbox outbox;
    private final GreetingFilter output;
    private final StderrEnding errors = new StderrEnding(this::closed);
    private final CompletableFuture<ReaderFrame.HelloFrame> ready = new CompletableFuture<>();
    private final OpenExchanges exchanges;

    @GuardedBy("this")
    private @Nullable ReaderProcess process;

    @GuardedBy("this")
    private @Nullable Future<?> timer;

    /** Why it has ended; null until then. Written under the lock, once; volatile, since {@link #over} takes no lock. */
    private volatile @Nullable LogException cause;
    /** Ticks since anything was heard. The timer and the connection's thread write it; a lost update costs one tick. */
    private volatile int unanswered;

    private final AtomicLong ticks = new AtomicLong();

    /** @param globs what the reader may read, see {@link #allow} */
    ReaderLink(String host, ReaderStart start, List<String> globs, LinkTimeouts times, SshWorkers workers) {
        this.host = host;
        this.start = start;
        this.times = times;
        this.workers = workers;
        this.outbox = new ReaderOutbox(workers, (why, failure) -> fail(unreachable(why, failure)));
        this.exchanges = new OpenExchanges(host);
        this.output = new GreetingFilter(start.mark(), new LinkInput(this, new FrameRouter(this, exchanges)));
        allow(globs);
    }

    /** Starts the reader, without blocking; to be called once. */
    void start(ReaderProcess.ProcessStarter starter) {
        ReaderProcess made = starter.start(start.line(), this);
        synchronized (this) {
            process = made;
        }
        if (over()) {
            workers.execute(made::close);
        }
    }

    /** Completed when the reader has said hello; exceptionally, with the link's {@link LogException}, if it ends before that. */
    CompletableFuture<ReaderFrame.HelloFrame> ready() {
        return ready;
    }

    /** What it has said of itself; empty until then. */
    Map<String, String> hello() {
        return ready.isDone() && !ready.isCompletedExceptionally()
                ? ready.join().fields()
                : Map.of();
    }

    /** Takes the reader's standard output. */
    OutputStream output() {
        return output;
    }

    /** Takes its standard error; to be closed when it has ended. */
    OutputStream errors() {
        return errors;
    }

    /** The process can be written to from now on. */
    void begun(ReaderProcess to) {
        schedule(workers.later(times.timeout(), () -> {
            if (!ready.isDone()) {
                fail(UnservedReason.late("Starting the reader on " + host, output.over()));
            }
        }));
        outbox.first(start.input());
        outbox.begin(to);
    }

    /** The word after the mark has come. */
    void worded(String word) {
        byte[] program = ReaderStart.program(word);
        if (program != null) {
            outbox.first(program);
        } else if (!word.equals("pinned")) {
            bad("'" + word + "' where the name of a reader was expected");
            return;
        }
        if (!word.equals(SHELL)) { // its head may read further than the program
            outbox.open();
        }
    }

    /** Something has come. */
    void heard() {
        unanswered = 0;
    }

    /** What has come is not understood, or not allowed: ends the link. */
    void bad(String what) {
        fail(new LogException(
                FailureCode.INTERNAL,
                "The reader on " + host + " was given up, because of what it wrote: " + SafeText.escaped(what) + "."));
    }

    /** Lets the reader read these files from now on. */
    void allow(List<String> globs) {
        try {
            outbox.line(RequestLine.checked("allow", 0, globs));
        } catch (LogException e) {
            fail(e);
        }
    }

    /**
     * Asks for something, without waiting for the connection.
     *
     * @return false if the link has ended; then the exchange is told nothing
     * @throws LogException bad-request if a field can't be asked for; limit if too many requests are under way
     */
    boolean ask(ReaderExchange exchange, String verb, List<?> fields) throws LogException {
        synchronized (this) {
            if (over()) {
                return false;
            }
            long id = exchanges.newId();
            byte[] line = RequestLine.checked(verb, id, fields);
            exchange.asked(this, id);
            exchanges.add(id, exchange);
            outbox.line(line); // under the lock, so that nothing the exchange tells can overtake it
        }
        return true;
    }

    /** Says more about a request that is under way; the fields need no check. */
    synchronized void tell(String verb, long id, Object... fields) {
        if (exchanges.get(id) != null) {
            outbox.line(RequestLine.of(verb, id, fields));
        }
    }

    /** Ends a request that nobody waits for any more; its exchange is told nothing from now on. */
    void cancel(long id) {
        if (exchanges.remove(id) != null) {
            outbox.line(RequestLine.of("cancel", id));
        }
    }

    /** Whether it has ended. */
    boolean over() {
        return cause != null;
    }

    /** Ends it if nothing was under way for some time; what is asked for after that needs another link. */
    private void endIdle() {
        LogException why =
                new LogException(FailureCode.UNREACHABLE, "Nothing was requested from " + host + " for some time.");
        synchronized (this) {
            if (over() || !exchanges.areIdleFor(times.idle())) {
                return;
            }
            cause = why;
        }
        end(why);
    }

    /** Ends it, and all that is under way, with this cause. May be called twice: the first cause counts. */
    void fail(LogException why) {
        synchronized (this) {
            if (over()) {
                return;
            }
            cause = why;
        }
        end(why);
    }

    private void end(LogException why) {
        ReaderProcess ended;
        synchronized (this) {
            ended = process;
            cancelTimer();
        }
        outbox.close();
        workers.execute(() -> {
            if (ended != null) {
                ended.close();
            }
        });
        ready.completeExceptionally(why);
        exchanges.failAll(why);
    }

    /** The process has ended by itself, or its connection has. */
    private void closed() {
        ReaderProcess ended;
        synchronized (this) {
            ended = process;
        }
        LogException lost = ended == null ? null : ended.lost();
        fail(lost != null ? lost : endedByItself(ended == null ? -1 : ended.exitStatus()));
    }

    private LogException endedByItself(int status) {
        boolean served = output.over();
        String said = served ? errors.text() : (output.text() + "\n" + errors.text()).strip();
        if (ready.isDone()) {
            return UnservedReason.because("The reader on " + host + " has ended", status, said, StartStage.READY);
        }
        return UnservedReason.because(
                "Starting the reader on " + host + " failed",
                status,
                said,
                served ? StartStage.START : StartStage.LOGIN);
    }

    private LogException unreachable(String why, @Nullable Throwable failure) {
        return new LogException(
                FailureCode.UNREACHABLE, "The reader on " + host + " was given up: " + why + ".", failure);
    }

    private synchronized void schedule(Future<?> next) {
        cancelTimer();
        timer = next;
        if (over()) {
            cancelTimer();
        }
    }

    @GuardedBy("this")
    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The reader has said hello, on the connection's thread: from now on lines go to it, and ticks. */
    void greeted(ReaderFrame.HelloFrame hello) throws BadFrameException {
        String protocol = hello.fields().getOrDefault("protocol", "");
        if (!protocol.equals("1")) {
            throw FramePayload.unexpected("protocol 1", protocol);
        }
        outbox.open();
        Duration interval = times.tick(SHELL.equals(hello.fields().get("reader")));
        tick(interval);
        schedule(workers.every(interval, () -> tick(interval)));
        ready.complete(hello);
    }

    private void tick(Duration interval) {
        int silent = unanswered;
        if (silent >= times.silence().dividedBy(interval)) {
            LogException why =
                    unreachable("it has not answered for " + times.silence().toSeconds() + " s", null);
            workers.execute(() -> fail(why));
            return;
        }
        unanswered = silent + 1;
        outbox.line(RequestLine.of("tick", 0, ticks.incrementAndGet()));
        endIdle();
    }
}
