package io.onetail.signon;

/** Makes sessions for tests of other packages. */
public final class SessionFixture {
    private SessionFixture() {}

    public static UserSession login(LoginMethod.LoginResult loginResult) {
        return new UserSession("id", loginResult.person(), loginResult.providerSession(), 0);
    }
}
