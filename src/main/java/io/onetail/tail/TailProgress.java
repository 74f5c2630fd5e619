package io.onetail.tail;

import io.onetail.protocol.LogState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a tail is getting on, over all its rounds: whether it was ever live, and how long it waits before it tries again. For one thread at a
 * time.
 */
final class TailProgress {
    /** After up to this many rounds that got nowhere, the next one begins at once. */
    private static final int MOST_RESTLESS = 3;

    private final RetryBackoff retryBackoff;
    private boolean everLive;
    private boolean troubled;
    private boolean announced; // in this round
    private int restless; // rounds one after the other that got nowhere
    private @Nullable LogTip before; // where the log was when the round began

    TailProgress(RetryBackoff retryBackoff) {
        this.retryBackoff = retryBackoff;
    }

    /** Whether the log was live, for its present viewers. */
    boolean everLive() {
        return everLive;
    }

    /** The log was live already for its present viewers, with another tail or before this round. */
    void continued() {
        everLive = true;
    }

    /** @param tip where the log is, as far as is known */
    void roundBegins(@Nullable LogTip tip) {
        before = tip;
        announced = false;
    }

    /** The log is live; returns whether that is news after some trouble. */
    boolean live() {
        boolean again = troubled;
        troubled = false;
        announced = true;
        everLive = true;
        restless = 0;
        retryBackoff.reset();
        return again;
    }

    /** The command has ended by itself, and viewers are shown that; {@code said} if it has ever said anything, which is shown meanwhile. */
    void commandEnded(boolean said) {
        announced = true;
        everLive |= said;
        retryBackoff.reset();
    }

    /** Something interrupts the tail; returns whether that is news to the viewers of a live log. */
    boolean troubled() {
        boolean news = !troubled && everLive;
        troubled = true;
        return news;
    }

    /**
     * How long to wait after a failure.
     *
     * @param tip where the log is now
     */
    Duration afterFailure(@Nullable LogTip tip) {
        LogTip begun = before;
        if (begun != null && tip != null && tip.end().compareTo(begun.end()) > 0) {
            retryBackoff.reset(); // it gets on, though it did not catch up
        }
        return retryBackoff.next();
    }

    /** How long to wait after a round that got nowhere, since the file or the head moved: at first not at all, which is null. */
    @Nullable
    Duration afterMove() {
        return !announced && ++restless > MOST_RESTLESS ? retryBackoff.next() : null;
    }

    /** What viewers are told while it waits. */
    LogState interrupted(String reason) {
        return everLive ? LogState.reconnecting(reason) : LogState.connecting(reason);
    }
}
