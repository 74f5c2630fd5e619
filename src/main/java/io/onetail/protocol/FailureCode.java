package io.onetail.protocol;

import java.util.Locale;

/** Why a view, a listing or a tail can't be had; {@link #code()} is the protocol's error code. */
public enum FailureCode {
    BAD_REQUEST,
    /** A position that the log does not reach: the same request without it would do. */
    BEYOND,
    FORBIDDEN,
    NOT_FOUND,
    UNREACHABLE,
    AUTH_FAILED,
    HOST_KEY,
    UNREADABLE,
    LIMIT,
    INTERNAL;

    /** The code on the wire, for example {@code not-found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether trying the same again later may work without anybody changing the configuration or the request. */
    public boolean passing() {
        return this == UNREACHABLE || this == INTERNAL;
    }

    /** @throws IllegalArgumentException if there is no such code */
    static FailureCode of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
