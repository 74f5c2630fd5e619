package io.onetail.viewer;

import io.onetail.relay.OutgoingMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a connection's messages. {@link #turn} is run by one thread at a time, and at most one send is in progress. If
 * a send completes after its call has returned, the turn continues on the completing thread. Otherwise safe for any
 * thread.
 */
final class SendLoop {
    /** Bytes that are sent in one turn before other connections get theirs. */
    private static final int TURN = 256 << 10;

    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int AGAIN = 3;

    private final ViewerConnection connection;
    private final MessageSender messageSender;
    private final SendQueue sendQueue;
    private final HeartbeatMonitor heartbeatMonitor;
    private final LongSupplier nanos;
    private final AtomicInteger schedule = new AtomicInteger(IDLE);
    private volatile boolean stopped;
    private volatile boolean sending;
    private volatile long sendingSince;
    private volatile @Nullable Thread worker; // the thread that runs the turn

    /** @param connection gives the messages, is queued, and is told about failures */
    SendLoop(
            ViewerConnection connection,
            MessageSender messageSender,
            SendQueue sendQueue,
            HeartbeatMonitor heartbeatMonitor,
            LongSupplier nanos) {
        this.connection = connection;
        this.messageSender = messageSender;
        this.sendQueue = sendQueue;
        this.heartbeatMonitor = heartbeatMonitor;
        this.nanos = nanos;
    }

    /** Stops sending. */
    void stop() {
        stopped = true;
    }

    boolean isSending() {
        return sending;
    }

    /** Why the current send counts as stuck, a sentence, or null. */
    @Nullable
    String stuck(Duration timeout) {
        return sending && nanos.getAsLong() - sendingSince > timeout.toNanos()
                ? "Nothing could be sent for " + timeout.toSeconds() + " s."
                : null;
    }

    /** Signals that there may be something to send. For any thread; cheap, and never recursive. */
    void wake() {
        if (!sending) { // otherwise the completion of the send looks for more
            schedule();
        }
    }

    private void schedule() {
        while (true) {
            int now = schedule.get();
            if (now == IDLE) {
                if (schedule.compareAndSet(IDLE, QUEUED)) {
                    sendQueue.ready(connection);
                    return;
                }
            } else if (now == RUNNING) {
                if (schedule.compareAndSet(RUNNING, AGAIN)) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    /**
     * Runs on a worker: sends until there is nothing left, a send does not complete at once, or the turn is used up.
     */
    void turn() {
        schedule.set(RUNNING);
        running();
    }

    private void running() {
        worker = Thread.currentThread();
        int left = TURN;
        while (!stopped && !sending && left > 0) {
            OutgoingMessage next = connection.next();
            if (next == null) {
                break;
            }
            left -= send(next);
        }
        worker = null;
        boolean more = left <= 0 && !sending && !stopped;
        if (!schedule.compareAndSet(RUNNING, more ? QUEUED : IDLE)) { // woken meanwhile
            schedule.set(QUEUED);
            more = true;
        }
        if (more) {
            sendQueue.ready(connection);
        }
    }

    private int send(OutgoingMessage message) {
        sendingSince = nanos.getAsLong();
        sending = true;
        if (message instanceof OutgoingMessage.BinaryMessage binary) {
            byte[] frame = binary.chunk().frame();
            heartbeatMonitor.sent(frame.length, sendingSince);
            messageSender.binary(ByteBuffer.wrap(frame), this::sent);
            return frame.length;
        }
        String json = ((OutgoingMessage.TextMessage) message).json();
        heartbeatMonitor.sent(json.length(), sendingSince);
        messageSender.text(json, this::sent);
        return json.length();
    }

    private void sent(@Nullable Throwable failure) {
        sending = false;
        if (failure != null) {
            connection.fail();
        } else if (Thread.currentThread() == worker) {
            return; // inside the call, so the turn continues by itself
        } else if (!connection.masked() && schedule.compareAndSet(IDLE, RUNNING)) {
            sendQueue.serve(
                    connection,
                    this::running); // on this thread, since handing over to a worker costs more than the turn
        } else {
            schedule();
        }
    }
}
