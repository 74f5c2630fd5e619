package io.onetail.tail;

import io.onetail.catalog.Host;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a log is waited for, and for how long.
 *
 * <p>What passes by itself is waited for. What somebody must mend (a name, a permission, a key) is told as an error to whoever opens the
 * log, who can act on it and try again; but a log that was live is not given up for it, since a rotation may make the new file
 * before it may be read, and an operator who mends a login should not have to tell every viewer. What is not allowed is over. For one thread.
 */
final class RetryPolicy {
    /** A host counts each login that it refuses, and some lock the account after a few. */
    private static final Duration LOGIN = Duration.ofMinutes(5);
    /** How soon it is seen, while it waits, that the host's settings have changed. */
    static final Duration LOOK = Duration.ofSeconds(2);

    private final LogId log;
    private final TailContext context;

    RetryPolicy(LogId log, TailContext context) {
        this.log = log;
        this.context = context;
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
            return e.failure() == FailureCode.NOT_FOUND
                    && context.catalog().get().resolve(log) instanceof LogSource.FileSource file
                    && file.exact();
        } catch (LogException gone) {
            return false;
        }
    }

    /** How long to wait after a login that was refused, or null after anything else. */
    @Nullable
    Duration afterRefusedLogin(LogException e) {
        return e.failure() == FailureCode.AUTH_FAILED ? LOGIN : null;
    }

    /** What viewers are told while it is waited for. */
    String words(LogException e) {
        return e.getMessage()
                + (e.failure() == FailureCode.AUTH_FAILED
                        ? " It is tried again every 5 minutes, and when the host's settings change."
                        : "");
    }

    /** A pause that ends early when the host's settings change. */
    RetryPause pause(Duration time) {
        return new RetryPause(context.nanos().getAsLong() + time.toNanos(), host());
    }

    /** How long the pause still lasts, nanoseconds; 0 if it is over. */
    long left(RetryPause pause) {
        long left = pause.end - context.nanos().getAsLong();
        return left <= 0 || !Objects.equals(pause.host, host()) ? 0 : left;
    }

    /**
     * @param end nanoseconds
     * @param host its settings when it began; null if it had none
     */
    record RetryPause(long end, @Nullable Host host) {}

    private @Nullable Host host() {
        try {
            return context.catalog().get().host(log.host());
        } catch (LogException gone) {
            return null;
        }
    }
}
