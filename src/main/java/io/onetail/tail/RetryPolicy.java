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
 * Which failures a log waits for, and how long.
 *
 * <p>What passes by itself is waited for. What a person must correct (a name, a permission, a key) is reported as an error to the person
 * who opens the log and who can act on it and try again. But a log that was live is not given up for that: a rotation may create the new
 * file before it may be read, and an operator who corrects a login should not have to inform every viewer. What is not allowed is final.
 * For one thread.
 */
final class RetryPolicy {
    /** A host counts the logins that it refuses, and some lock the account after a few. */
    private static final Duration LOGIN = Duration.ofMinutes(5);
    /** How soon a waiting tail notices that the host's settings have changed. */
    static final Duration LOOK = Duration.ofSeconds(2);

    private final LogId log;
    private final TailContext context;

    RetryPolicy(LogId log, TailContext context) {
        this.log = log;
        this.context = context;
    }

    /** @param everLive whether the log was live for its present viewers */
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

    /** How long to wait after a refused login; null after any other failure. */
    @Nullable
    Duration afterRefusedLogin(LogException e) {
        return e.failure() == FailureCode.AUTH_FAILED ? LOGIN : null;
    }

    /** What viewers are told during the wait. */
    String words(LogException e) {
        return e.getMessage()
                + (e.failure() == FailureCode.AUTH_FAILED
                        ? " Onetail tries again every 5 minutes, and when the host's settings change."
                        : "");
    }

    /** A pause that ends early when the host's settings change. */
    RetryPause pause(Duration time) {
        return new RetryPause(context.nanos().getAsLong() + time.toNanos(), host());
    }

    /** How much longer the pause lasts, nanoseconds; 0 if it is over. */
    long left(RetryPause pause) {
        long left = pause.end - context.nanos().getAsLong();
        return left <= 0 || !Objects.equals(pause.host, host()) ? 0 : left;
    }

    /**
     * @param end nanoseconds
     * @param host its settings when the pause began; null if it had none
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
