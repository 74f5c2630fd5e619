package io.onetail.access.signon;

/** Makes sessions for tests of other packages. */
public final class SessionOf {
    private SessionOf() {}

    public static Session login(Login.Finished finished) {
        return new Session("id", finished.person(), finished.grant(), 0);
    }
}
