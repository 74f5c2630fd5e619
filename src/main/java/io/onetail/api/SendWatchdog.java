package io.onetail.api;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Sends to clients, and breaks a send off when the client takes nothing of it for too long: a send blocks for as long as the server lets
 * it, and its reader keeps its permit meanwhile. Safe for any thread.
 */
final class SendWatchdog {
    private final Duration longest;
    private final LongSupplier nanos;
    private final Set<PendingSend> underWay = ConcurrentHashMap.newKeySet();

    /** A send; it blocks until the client has taken something. */
    interface SendTask {
        void run() throws IOException;
    }

    private static final class PendingSend {
        private final Thread thread = Thread.currentThread();
        private final long begun;
        private boolean over;
        private boolean givenUp;

        PendingSend(long begun) {
            this.begun = begun;
        }

        synchronized void giveUp() {
            if (!over) {
                givenUp = true;
                thread.interrupt(); // both servers then end the send with a failure
            }
        }

        /** Ends the send, so that no interrupt comes any more; returns whether one has come. */
        synchronized boolean end() {
            over = true;
            return givenUp;
        }
    }

    /**
     * @param longest how long a send may take
     * @param nanos a monotonic clock, nanoseconds
     */
    SendWatchdog(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
    }

    /**
     * Runs a send.
     *
     * @throws IOException if the client has gone, or has taken nothing for too long
     */
    void send(SendTask sendTask) throws IOException {
        PendingSend send = new PendingSend(nanos.getAsLong());
        underWay.add(send);
        IOException failure = null;
        try {
            sendTask.run();
        } catch (IOException e) {
            failure = e;
        } finally {
            underWay.remove(send);
            if (send.end()) {
                boolean unused = Thread.interrupted(); // the interrupt was meant for the send only
                failure = new IOException("the client has taken nothing for " + longest.toSeconds() + " s", failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** As {@link #send}, for some bytes. */
    void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        send(() -> out.write(bytes, offset, length));
    }

    /** Breaks off the sends that take too long. To be called every second. */
    void look() {
        long now = nanos.getAsLong();
        for (PendingSend send : underWay) {
            if (now - send.begun > longest.toNanos()) {
                send.giveUp();
            }
        }
    }
}
