package io.onetail.signon;

/** How a mode of access identifies people. Safe for any thread; may block on a provider. */
interface SignOnMode {
    /** Decides about a request that {@link SignOnFlow} has not refused. */
    SignOnDecision decide(SignOnRequest request);

    /** Whether a login returns to the path. */
    boolean isReturn(String path);
}
