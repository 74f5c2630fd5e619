package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FollowerSink;
import io.onetail.tail.HostReader.LogFollower;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A followed log or a running command. The connection's thread delivers to the sink. The thread that ends it calls
 * {@link FollowerSink#ended} itself or, if another thread is in the sink at that moment, leaves the call to that one: no lock is held while
 * the sink is called. Safe for any thread.
 */
final class LinkFollower implements LogFollower, ReaderExchange {
    private static final int IDLE = 0;
    /** A thread is in the sink. */
    private static final int BUSY = 1;
    /** A thread is in the sink, and must report the end when it returns. */
    private static final int ENDING = 2;

    private static final int ENDED = 3;

    private final String what;
    private final RefusalSentences refusalSentences;
    private final Duration timeout;
    private final FollowerSink sink;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicReference<@Nullable FollowEnd> end = new AtomicReference<>();
    private final LifeOffsets offsets = new LifeOffsets();
    private final AtomicLong credit = new AtomicLong();

    @GuardedBy("this")
    private @Nullable FollowRequest request;

    /** Granted before the request was sent. */
    @GuardedBy("this")
    private int early;

    private record FollowEnd(@Nullable LogException cause) {}

    /** The request, and the link on which it was sent. */
    private record FollowRequest(ReaderLink link, long id) {}

    /** Turns a reader's codes into sentences. */
    interface RefusalSentences {
        LogException failure(String code, String words);
    }

    /**
     * @param what what is followed, for messages, such as {@code /var/log/x on web-1}
     * @param timeout for {@link #peek}
     */
    LinkFollower(String what, RefusalSentences refusalSentences, Duration timeout, FollowerSink sink) {
        this.what = what;
        this.refusalSentences = refusalSentences;
        this.timeout = timeout;
        this.sink = sink;
    }

    @Override
    public void asked(ReaderLink link, long id) {
        synchronized (this) {
            request = new FollowRequest(link, id);
        }
    }

    /** To be called when the request has been sent. */
    void begun() {
        int granted;
        synchronized (this) {
            granted = early;
            early = 0;
        }
        if (granted > 0) {
            tell("grant", granted);
        }
    }

    private synchronized @Nullable FollowRequest request() {
        return request;
    }

    private void tell(String verb, Object... fields) {
        FollowRequest to = request();
        if (to != null) {
            to.link.tell(verb, to.id, fields);
        }
    }

    @Override
    public void start(int life, long offset) {
        if (offsets.start(life, offset)) {
            tell("start", life, offset);
        }
    }

    @Override
    public void grant(int bytes) {
        credit.addAndGet(bytes);
        synchronized (this) {
            if (request == null) {
                early += bytes;
                return;
            }
        }
        tell("grant", bytes);
    }

    @Override
    public byte @Nullable [] peek(int life, long offset, int length) throws LogException, InterruptedException {
        FollowRequest to = request();
        if (to == null || end.get() != null) {
            return null;
        }
        BlockingRequest.RangeRequest blockingRequest = new BlockingRequest.RangeRequest("Reading " + what, length);
        if (!to.link.ask(blockingRequest, "peek", List.of(to.id, life, offset, length))) {
            return null;
        }
        try {
            blockingRequest.await(timeout);
            return blockingRequest.bytes();
        } catch (BlockingRequest.ReaderRefusedException e) {
            if (e.code().equals("gone")) {
                return null;
            }
            throw refusalSentences.failure(e.code(), e.words());
        }
    }

    @Override
    public boolean keep(String file, String node) throws LogException, InterruptedException {
        FollowRequest to = request();
        BlockingRequest.PlainRequest plainRequest = new BlockingRequest.PlainRequest("Opening " + file);
        if (to == null || end.get() != null || !to.link.ask(plainRequest, "keep", List.of(to.id, file, node))) {
            return false;
        }
        try {
            plainRequest.await(timeout);
            return true;
        } catch (BlockingRequest.ReaderRefusedException e) {
            return false; // gone by now, or a reader that keeps no files
        }
    }

    @Override
    public void stop() {
        stop(null);
    }

    private void stop(@Nullable LogException cause) {
        if (end(cause)) {
            FollowRequest to = request();
            if (to != null) {
                to.link.cancel(to.id);
            }
        }
    }

    @Override
    public void fail(LogException cause) {
        end(cause);
    }

    /** Returns false if it had ended before. */
    private boolean end(@Nullable LogException cause) {
        if (!end.compareAndSet(null, new FollowEnd(cause))) {
            return false;
        }
        int before = state.getAndUpdate(now -> now == IDLE ? ENDED : now == BUSY ? ENDING : now);
        if (before == IDLE) {
            sink.ended(cause);
        }
        return true;
    }

    private void deliver(Runnable call) {
        if (end.get() != null || !state.compareAndSet(IDLE, BUSY)) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException e) {
            stop(IncidentReport.of("Processing what was read of " + what, e));
        }
        if (!state.compareAndSet(BUSY, IDLE)) {
            state.set(ENDED);
            FollowEnd ended = end.get(); // set before the state
            sink.ended(ended == null ? null : ended.cause);
        }
    }

    private void spend(int length) throws BadFrameException {
        if (credit.addAndGet(-length) < 0) {
            throw new BadFrameException("more bytes of " + what + " than were granted");
        }
    }

    @Override
    public void bytes(int life, long offset, byte[] buffer, int from, int length) throws BadFrameException {
        spend(length);
        offsets.pass(life, offset, length);
        deliver(() -> sink.bytes(life, offset, buffer, from, length));
    }

    @Override
    public void output(boolean error, byte[] buffer, int from, int length) throws BadFrameException {
        spend(length);
        deliver(() -> sink.output(error, buffer, from, length));
    }

    @Override
    public void frame(ReaderFrame frame) throws BadFrameException {
        if (frame instanceof ReaderFrame.BegunFrame begun) {
            offsets.begin(begun.life().number());
            deliver(() -> sink.life(begun.life()));
        } else if (frame instanceof ReaderFrame.HoleFrame hole) {
            offsets.pass(hole.life(), hole.offset(), hole.length());
            deliver(() -> sink.hole(hole.life(), hole.offset(), hole.length()));
        } else if (frame instanceof ReaderFrame.GivenUpFrame lost) {
            deliver(() -> sink.givenUp(lost.life()));
        } else if (frame instanceof ReaderFrame.CaughtUpFrame caughtUp) {
            deliver(() -> sink.caughtUp(caughtUp.life(), caughtUp.offset()));
        } else if (frame instanceof ReaderFrame.NamelessFrame nameless) {
            deliver(() -> sink.nameless(refusalSentences.failure(nameless.code(), nameless.words())));
        } else if (frame instanceof ReaderFrame.NamedFrame) {
            deliver(sink::named);
        } else if (frame instanceof ReaderFrame.ChangedFrame) {
            deliver(sink::changed);
        } else if (frame instanceof ReaderFrame.FailedFrame failed) {
            end(refusalSentences.failure(failed.code(), failed.words()));
        } else if (frame instanceof ReaderFrame.DoneFrame done) {
            done(done);
        } else {
            throw new BadFrameException("an answer that does not fit the request");
        }
    }

    private void done(ReaderFrame.DoneFrame done) {
        if (done.fields().size() < 2) {
            end(new LogException(FailureCode.INTERNAL, "Reading " + what + " has ended on the host."));
            return;
        }
        deliver(() -> sink.finished(status(done.field(0))));
        end(null);
    }

    private static int status(String field) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
