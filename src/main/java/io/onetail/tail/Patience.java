package io.onetail.tail;

import io.onetail.catalog.Host;
import io.onetail.catalog.Source;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a log is waited for, and for how long.
 *
 * <p>What passes by itself is waited for. What somebody must mend (a name, a permission, a key) is told as an error to whoever opens the
 * log, who can act on it and try again; but a log that was live is not given up for it, since a rotation may make the new file
 * before it may be read, and an operator who mends a login should not have to tell every viewer. What is not allowed is over. For one thread.
 */
final class Patience {
    /** A host counts each login that it refuses, and some lock the account after a few. */
    private static final Duration LOGIN = Duration.ofMinutes(5);
    /** How soon it is seen that the host's settings have changed. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final LogId log;
    private final TailContext context;
    private final Beginning.Pause pause;
    private final BooleanSupplier stopping;

    Patience(LogId log, TailContext context, Beginning.Pause pause, BooleanSupplier stopping) {
        this.log = log;
        this.context = context;
        this.pause = pause;
        this.stopping = stopping;
    }

    /** @param everLive whether the log was live, for its present viewers */
    boolean isFinal(LogException e, boolean everLive) {
        return switch (e.failure()) {
            case UNREACHABLE, LIMIT, INTERNAL -> false;
            case NOT_FOUND, UNREADABLE, AUTH_FAILED, HOST_KEY -> !everLive && !waitsForFile(e);
            case BAD_REQUEST, BEYOND, FORBIDDEN -> true;
        };
    }

    private boolean waitsForFile(LogException e) {
        try {
            return e.failure() == Failure.NOT_FOUND
                    && context.catalog().get().resolve(log) instanceof Source.File file
                    && file.exact();
        } catch (LogException gone) {
            return false;
        }
    }

    /** How long to wait after a login that was refused, or null after anything else. */
    @Nullable
    Duration afterRefusedLogin(LogException e) {
        return e.failure() == Failure.AUTH_FAILED ? LOGIN : null;
    }

    /** What viewers are told while it is waited for. */
    String words(LogException e) {
        return e.getMessage()
                + (e.failure() == Failure.AUTH_FAILED
                        ? " It is tried again every 5 minutes, and when the host's settings change."
                        : "");
    }

    /**
     * Waits, but only while the tail goes on and the host's settings stay what they are.
     *
     * @param each is called first, and now and then
     */
    void await(Duration wait, Runnable each) throws InterruptedException {
        Host before = host();
        Duration left = wait;
        while (!stopping.getAsBoolean() && !left.isZero() && Objects.equals(before, host())) {
            each.run();
            Duration part = left.compareTo(LOOK) < 0 ? left : LOOK;
            pause.await(part);
            left = left.minus(part);
        }
    }

    private @Nullable Host host() {
        try {
            return context.catalog().get().host(log.host());
        } catch (LogException gone) {
            return null;
        }
    }
}
