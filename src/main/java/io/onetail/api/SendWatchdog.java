package io.onetail.api;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Sends to clients, and breaks off what they don't take: a send blocks for as long as the server lets it, and holds its reader's turn. Safe for
 * any thread.
 */
final class SendWatchdog {
    private final Duration longest;
    private final LongSupplier nanos;
    private final Set<PendingSend> underWay = ConcurrentHashMap.newKeySet();

    /** What blocks until the client has taken something. */
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

        /** No interrupt comes from here on; returns whether one came. */
        synchronized boolean end() {
            over = true;
            return givenUp;
        }
    }

    SendWatchdog(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
    }

    /** @throws IOException if the client has gone, or takes nothing */
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
                boolean unused = Thread.interrupted(); // it was for the send alone
                failure = new IOException("the client has taken nothing for " + longest.toSeconds() + " s", failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        send(() -> out.write(bytes, offset, length));
    }

    /** To be called every second. */
    void look() {
        long now = nanos.getAsLong();
        for (PendingSend send : underWay) {
            if (now - send.begun > longest.toNanos()) {
                send.giveUp();
            }
        }
    }
}
