package io.onetail.signon;

import org.jspecify.annotations.Nullable;

/**
 * A login or a logout token has not been accepted. The message is a clause for the operator, without a full stop, and
 * contains no secret.
 */
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1;

    /** Who has to act. */
    public enum LoginFailure {
        /** The provider is not reachable or has a fault; a retry may succeed. */
        PROVIDER,
        /** What the browser or the provider has sent is not accepted. */
        REFUSED,
        /** The name, the password or the token is wrong. */
        PASSWORD,
        /** There have been too many attempts. */
        TOO_MANY
    }

    private final LoginFailure loginFailure;
    private final @Nullable String claimed;

    /** @param claimed the name that was given, or null if none */
    public LoginException(
            LoginFailure loginFailure, String message, @Nullable Throwable cause, @Nullable String claimed) {
        super(message, cause);
        this.loginFailure = loginFailure;
        this.claimed = claimed;
    }

    /** Without a name. */
    public LoginException(LoginFailure loginFailure, String message, @Nullable Throwable cause) {
        this(loginFailure, message, cause, null);
    }

    /** Without a name or cause. */
    public LoginException(LoginFailure loginFailure, String message) {
        this(loginFailure, message, null);
    }

    /** Why it has failed. */
    public LoginFailure kind() {
        return loginFailure;
    }

    /** The name that was given, as written, or null. */
    public @Nullable String claimed() {
        return claimed;
    }
}
