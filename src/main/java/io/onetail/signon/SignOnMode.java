package io.onetail.signon;

/** How a mode of access finds out who a request is from. Safe for any thread; may block on a provider. */
interface SignOnMode {
    /** What becomes of a request that the {@link SignOnFlow} has let pass so far. */
    SignOnDecision decide(SignOnRequest request);

    /** Whether the path is the one to which a login leads back. */
    boolean isReturn(String path);
}
