package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.CommandShell;
import io.onetail.tail.Transport.Follower;
import io.onetail.tail.Transport.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One followed file or command: turns what a channel brings into calls of a sink. The connection's thread delivers;
 * {@code delivery} is held for each call of the sink, so that they come one at a time whoever ends it.
 */
final class SshFollower implements Follower {
    /** A host that answers no tick for so long is given up, although its connection lives. */
    private static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Time that a script gets to end after its input has; then the channel is closed. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** Most bytes kept until the first answer confirms that they are the right file's; it takes some milliseconds. */
    private static final int MOST_UNCONFIRMED = 32 * 1024 * 1024;
    /** Beginnings of a message that never became one are let go after so long. */
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int MOST_STATUS = 255;
    private static final int MOST_COMPLAINT = 1000;

    private static final byte[] TICK = {'\n'};

    private final String what;
    private final Connections connections;
    private final Workers workers;
    private final Sink sink;
    private final Object delivery = new Object();

    @GuardedBy("delivery")
    private final MarkScanner scanner;

    @GuardedBy("delivery")
    private final StringBuilder answer = new StringBuilder();

    /** What came on standard error and is no answer: a shell's or sudo's complaint. */
    @GuardedBy("delivery")
    private final StringBuilder complaint = new StringBuilder();

    /** The last words of a command's standard error. */
    @GuardedBy("delivery")
    private String words = "";

    /** What a command ended with by itself, or null. */
    @GuardedBy("delivery")
    private @Nullable Integer status;

    /** Bytes that no answer has confirmed yet; null once one has. */
    @GuardedBy("delivery")
    private @Nullable ByteArrayOutputStream unconfirmed = new ByteArrayOutputStream();

    @GuardedBy("delivery")
    private boolean ended;

    @GuardedBy("delivery")
    private boolean replaced;

    @GuardedBy("delivery")
    private long heldSince;

    /** Why it is being given up by this side, if it is. */
    private volatile @Nullable LogException givenUp;

    private volatile boolean stopped;
    private volatile @Nullable ExecChannel channel;
    private volatile @Nullable Greeting greeting;
    private volatile @Nullable Greeting errorGreeting;
    private volatile @Nullable Future<?> grace;
    /** Time of the oldest tick without an answer, nanoseconds; 0 for none. */
    private volatile long asked;

    /** @param what it is, for messages: for example {@code /var/log/x on web-1} */
    SshFollower(String what, Connections connections, Workers workers, Sink sink, String needle) {
        this.what = what;
        this.connections = connections;
        this.workers = workers;
        this.sink = sink;
        this.scanner = new MarkScanner(needle.getBytes(StandardCharsets.US_ASCII), new MarkScanner.Output() {
            @Override
            public void bytes(byte[] buffer, int offset, int length) {
                sink.bytes(buffer, offset, length);
            }

            @Override
            public void truncated() {
                sink.truncated();
            }
        });
    }

    /** Starts it and asks for the first answer. After an exception the sink is never called. */
    SshFollower start(Scripts.Call call) throws LogException, InterruptedException {
        try {
            channel = connections.open(call, output(call.mark()), answers(call.mark()));
        } catch (LogException | InterruptedException | RuntimeException e) {
            synchronized (delivery) {
                if (!ended) {
                    ended = true;
                    throw e;
                }
            }
            return this; // it had started, and ended before it was known to have: the sink knows
        }
        tick();
        return this;
    }

    /** Takes standard output. */
    Greeting output(String mark) {
        Greeting before = new Greeting(mark, new Out());
        greeting = before;
        return before;
    }

    /** Takes standard error. */
    Greeting answers(String mark) {
        Greeting before = new Greeting(mark, new Answers());
        errorGreeting = before;
        return before;
    }

    @Override
    public void tick() throws LogException {
        ExecChannel open = channel;
        if (open == null || open.ended() || stopped || givenUp != null) {
            return;
        }
        long now = System.nanoTime() | 1;
        if (asked == 0) {
            asked = now;
        } else if (now - asked > UNANSWERED_NANOS) {
            giveUp(new LogException(
                    Failure.UNREACHABLE, "Following " + what + ": the host has not answered for 10 seconds."));
            return;
        }
        try {
            open.write(TICK);
        } catch (IOException e) {
            if (!open.ended()) {
                giveUp(new LogException(Failure.UNREACHABLE, "Following " + what + ": the connection is broken.", e));
            }
        }
    }

    @Override
    public void stop() {
        if (!stopped) {
            stopped = true;
            workers.execute(() -> {
                end(null);
                hangUp();
            });
        }
    }

    private void giveUp(LogException cause) {
        givenUp = cause;
        workers.execute(() -> {
            end(cause);
            hangUp();
        });
    }

    /** Asks the remote script to end; closes the channel if it doesn't. Blocks while the connection is stuck. */
    private void hangUp() {
        ExecChannel open = channel;
        if (open == null || open.ended()) {
            return;
        }
        open.end();
        grace = workers.later(GRACE, open::disconnect);
        if (open.ended()) {
            cancelGrace();
        }
    }

    private void cancelGrace() {
        Future<?> pending = grace;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void end(@Nullable LogException cause) {
        synchronized (delivery) {
            if (!ended) {
                ended = true;
                unconfirmed = null;
                sink.ended(cause);
            }
        }
    }

    private LogException cause() {
        LogException given = givenUp;
        if (given != null) {
            return given;
        }
        ExecChannel open = channel;
        if (open != null && !open.connection().usable()) {
            return connections.lost(open.connection(), null);
        }
        String said;
        synchronized (delivery) {
            said = complaint.toString().strip();
        }
        Greeting errors = errorGreeting;
        if (errors != null && !errors.over()) {
            said = errors.text();
        }
        int status = open == null ? -1 : open.exitStatus();
        Greeting before = greeting;
        boolean served = before == null || before.over();
        return Unserved.because(
                "Following " + what + " has ended on the host",
                status,
                served || before == null ? said : before.text() + said,
                served);
    }

    /** Standard output: the log. */
    private final class Out extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            synchronized (delivery) {
                if (ended || stopped || replaced) {
                    return;
                }
                ByteArrayOutputStream early = unconfirmed;
                if (early == null) {
                    scanner.accept(buffer, offset, length);
                    heldSince = scanner.holds() ? System.nanoTime() : 0;
                } else if (early.size() + length > MOST_UNCONFIRMED) {
                    giveUp(new LogException(
                            Failure.UNREACHABLE,
                            "Following " + what + ": the host confirms nothing of what it sends."));
                } else {
                    early.write(buffer, offset, length);
                }
            }
        }

        @Override
        public void close() {
            // the end of the channel is what counts, see Answers
        }
    }

    /** Standard error: the script's answers. */
    private final class Answers extends OutputStream {
        @Override
        public void write(int b) {
            if (b != '\n') {
                synchronized (delivery) {
                    if (answer.length() < 500) {
                        answer.append((char) (b & 0xff));
                    }
                }
                return;
            }
            synchronized (delivery) {
                String line = answer.toString();
                answer.setLength(0);
                if (!ended && !stopped && !replaced) {
                    answered(line);
                }
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                write(buffer[i]);
            }
        }

        /** The channel has ended. */
        @Override
        public void close() {
            cancelGrace();
            boolean expected;
            synchronized (delivery) {
                expected = stopped || replaced;
                if (status != null
                        && !expected
                        && !ended) { // only now: what it printed before may have come after its status
                    confirm();
                    scanner.release();
                    expected = true;
                    sink.finished(status, words);
                }
            }
            end(expected ? null : cause());
        }
    }

    @GuardedBy("delivery")
    private void answered(String line) {
        if (line.equals("=")) {
            confirm();
            sink.same();
        } else if (line.startsWith("! ")) {
            long size = number(line, Long.MAX_VALUE);
            if (size >= 0) {
                confirm();
                sink.moved(size);
            }
        } else if (line.equals("?")) {
            replaced = true;
            sink.replaced();
        } else if (line.startsWith("# ")) {
            long ended = number(line, MOST_STATUS);
            if (ended >= 0) {
                status = (int) ended;
            }
        } else if (CommandShell.words(line) != null) {
            words = line.substring(2);
        } else {
            complain(line);
        }
    }

    /** The number behind an answer's first two characters; -1 if there is none up to the most, and the answer is a complaint. */
    @GuardedBy("delivery")
    private long number(String line, long most) {
        try {
            long number = Probe.size(line.substring(2));
            if (number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // nothing that a script of ours says
        }
        complain(line);
        return -1;
    }

    @GuardedBy("delivery")
    private void complain(String line) {
        if (complaint.length() < MOST_COMPLAINT) {
            complaint.append(line).append('\n');
        }
    }

    @GuardedBy("delivery")
    private void confirm() {
        asked = 0;
        ByteArrayOutputStream early = unconfirmed;
        if (early != null) {
            unconfirmed = null;
            byte[] bytes = early.toByteArray();
            scanner.accept(bytes, 0, bytes.length);
            heldSince = scanner.holds() ? System.nanoTime() : 0;
        } else if (heldSince != 0 && System.nanoTime() - heldSince > HOLD_NANOS) {
            scanner.release();
            heldSince = 0;
        }
    }
}
