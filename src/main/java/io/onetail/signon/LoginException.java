package io.onetail.signon;

import org.jspecify.annotations.Nullable;

/** A login, or a message about its end, that was not accepted. The message is for the operator and holds no secret. */
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1;

    /** Who has to act. */
    public enum LoginFailure {
        /** The provider can't be reached or has a fault; it may work later. */
        PROVIDER,
        /** What the browser or the provider sent is not accepted. */
        REFUSED,
        /** Name or password, or the token, is wrong. */
        PASSWORD,
        /** More was tried than is looked at. */
        TOO_MANY
    }

    private final LoginFailure loginFailure;
    private final @Nullable String claimed;

    /** @param claimed the name that somebody has given for theirs, or null if none */
    public LoginException(
            LoginFailure loginFailure, String message, @Nullable Throwable cause, @Nullable String claimed) {
        super(message, cause);
        this.loginFailure = loginFailure;
        this.claimed = claimed;
    }

    public LoginException(LoginFailure loginFailure, String message, @Nullable Throwable cause) {
        this(loginFailure, message, cause, null);
    }

    public LoginException(LoginFailure loginFailure, String message) {
        this(loginFailure, message, null);
    }

    public LoginFailure kind() {
        return loginFailure;
    }

    /** Who it claimed to be, as they wrote it, or null. */
    public @Nullable String claimed() {
        return claimed;
    }
}
