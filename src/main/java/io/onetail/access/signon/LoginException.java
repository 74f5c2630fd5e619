package io.onetail.access.signon;

import org.jspecify.annotations.Nullable;

/** A login, or a message about its end, that was not accepted. The message is for the operator and holds no secret. */
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1;

    /** Who has to act. */
    public enum Kind {
        /** The provider can't be reached or has a fault; it may work later. */
        PROVIDER,
        /** What the browser or the provider sent is not accepted. */
        REFUSED,
        /** Name or password, or the token, is wrong. */
        PASSWORD,
        /** More was tried than is looked at. */
        TOO_MANY
    }

    private final Kind kind;
    private final @Nullable String claimed;

    /** @param claimed the name that somebody has given for theirs, or null if none */
    public LoginException(Kind kind, String message, @Nullable Throwable cause, @Nullable String claimed) {
        super(message, cause);
        this.kind = kind;
        this.claimed = claimed;
    }

    public LoginException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    public LoginException(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /** Who it claimed to be, as they wrote it, or null. */
    public @Nullable String claimed() {
        return claimed;
    }
}
