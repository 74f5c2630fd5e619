package io.onetail.tail.ssh;

import com.jcraft.jsch.Session;
import io.onetail.protocol.LogException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One SSH connection, from before it is made. Safe for any thread. Owns its session. */
final class SshConnection {
    private static final long FIRST_WAIT = 200;

    /** Completes when the login has succeeded, or fails with a {@link LogException}. */
    final CompletableFuture<Session> session = new CompletableFuture<>();

    final LostReason lost = new LostReason();

    /** Nothing waits for the connection any more; a session that the connector still makes is closed at once. */
    private volatile boolean abandoned;

    /** Connects. To be run on a thread of its own. */
    void connect(SshConnector connector) {
        try {
            Session made = made(connector);
            if (!session.complete(made) || abandoned) {
                made.disconnect();
            }
        } catch (LogException | RuntimeException e) {
            session.completeExceptionally(e);
        }
    }

    /** Tries again for as long as one attempt may take, since a busy server turns some connections away at random. */
    private Session made(SshConnector connector) throws LogException {
        long deadline = System.nanoTime() + connector.timeout().toNanos();
        for (long wait = FIRST_WAIT; ; wait *= 2) {
            try {
                return connector.connect(lost, () -> abandoned);
            } catch (LogException e) {
                long pause = ThreadLocalRandom.current().nextLong(wait / 2, wait);
                if (!(e.getCause() instanceof TurnedAwayException)
                        || session.isDone()
                        || Thread.currentThread().isInterrupted()
                        || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline) {
                    throw e;
                }
                pause(pause);
            }
        }
    }

    private void pause(long millis) {
        try {
            session.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The connection is still waited for.
        } catch (ExecutionException | CancellationException e) {
            // It is not waited for any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is connected, or may still become so. */
    boolean usable() {
        if (abandoned || !session.isDone()) {
            return !abandoned;
        }
        Session made = made();
        // JSch closes the channels of a broken session first, and only then reports that it is not connected.
        return made != null && made.isConnected() && !lost.happened();
    }

    /** Ends the connection; may block for a moment. May be called twice. */
    void disconnect() {
        abandoned = true;
        Session made = made();
        if (made != null) {
            made.disconnect();
        }
    }

    private @Nullable Session made() {
        return session.isDone() && !session.isCompletedExceptionally() ? session.join() : null;
    }
}
