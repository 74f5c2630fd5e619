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

/**
 * One SSH connection, from before it is made. Safe for any thread.
 */
final class SshConnection {
    private static final long FIRST_WAIT = 200;

    /** Done when logged in, or failed with the {@link LogException} that says why not. */
    final CompletableFuture<Session> session = new CompletableFuture<>();

    final LostReason lost = new LostReason();

    /** Nobody waits for it any more; what the connector then still makes is closed at once. */
    private volatile boolean abandoned;

    /** Runs on a thread of its own. */
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

    /** Tries on for as long as one attempt may take: a server that has too much to do at the moment turns some away at random. */
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
            // still waited for
        } catch (ExecutionException | CancellationException e) {
            // not any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is connected, or may yet be. */
    boolean usable() {
        if (abandoned || !session.isDone()) {
            return !abandoned;
        }
        Session made = made();
        // JSch closes the channels of a broken session first, and says that it is not connected after.
        return made != null && made.isConnected() && !lost.happened();
    }

    /** Ends it; may block for a moment. May be called twice. */
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
