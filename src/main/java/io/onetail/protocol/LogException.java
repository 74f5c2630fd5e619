package io.onetail.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A log, a file or a host is not available. The message is a sentence for people: what was tried, on what, what was
 * found and what was expected. It reaches the page and never contains a secret.
 */
public final class LogException extends Exception {
    private static final long serialVersionUID = 1;

    private final FailureCode failure;

    /** @param message a sentence for people */
    public LogException(FailureCode failure, String message) {
        super(message);
        this.failure = failure;
    }

    /** @param message a sentence for people */
    public LogException(FailureCode failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** Why it has failed. */
    public FailureCode failure() {
        return failure;
    }
}
