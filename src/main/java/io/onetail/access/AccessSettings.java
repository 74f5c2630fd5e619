package io.onetail.access;

import org.jspecify.annotations.Nullable;

/**
 * Who may come in.
 *
 * @param mode how people are known; null if nothing is configured, which lets nobody in but from loopback
 */
public record AccessSettings(@Nullable Mode mode) {
    /** How people are known. A constant is added together with what keeps its promise. */
    public enum Mode {
        /** Nobody is asked who they are, and only loopback is served: for a demo. */
        NONE
    }

    /** Whether requests from elsewhere than this machine are refused. */
    public boolean loopbackOnly() {
        return mode == null || mode == Mode.NONE;
    }
}
