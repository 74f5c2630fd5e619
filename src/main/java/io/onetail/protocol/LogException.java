package io.onetail.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A log, a file or a host can't be had. The message is a sentence for people that names what was tried, on what, what
 * was found and what was expected; it reaches the page and never holds a secret.
 */
public final class LogException extends Exception {
    private static final long serialVersionUID = 1;

    private final FailureCode failure;

    public LogException(FailureCode failure, String message) {
        super(message);
        this.failure = failure;
    }

    public LogException(FailureCode failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    public FailureCode failure() {
        return failure;
    }
}
