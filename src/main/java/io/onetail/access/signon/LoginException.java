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

    public LoginException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public LoginException(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }
}
