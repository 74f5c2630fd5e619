package io.onetail.protocol;

import java.util.Locale;

/** Why a request, a view or a tail has failed; {@link #code()} is the protocol's error code. */
public enum FailureCode {
    /** The request is malformed, or not possible for this log. */
    BAD_REQUEST,
    /** The log ends before the position; the same request without a position would succeed. */
    BEYOND,
    /** Not allowed by the configuration or the person's rights. */
    FORBIDDEN,
    /** The host, log or view does not exist, or the person may not see it. */
    NOT_FOUND,
    /** The host can't be reached or used at the moment. */
    UNREACHABLE,
    /** The host refuses the login. */
    AUTH_FAILED,
    /** The host's key is unknown or has changed. */
    HOST_KEY,
    /** The file or command can't be read. */
    UNREADABLE,
    /** A limit is reached. */
    LIMIT,
    /** An unexpected failure; see {@link IncidentReport}. */
    INTERNAL;

    /** The code on the wire, for example {@code not-found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a retry may succeed without a change of the configuration or the request. */
    public boolean passing() {
        return this == UNREACHABLE || this == INTERNAL;
    }

    /**
     * The failure with a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    static FailureCode of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
