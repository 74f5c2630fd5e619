package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.signon.UserSession.ProviderSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to sign in, which leads a browser away and back. Safe for any thread; methods may block on the network, each
 * for a bounded time.
 */
public interface LoginMethod {
    /**
     * Longest view that is kept during a login, in characters: sealed in a cookie, it must fit well into a browser's
     * 4,096 bytes.
     */
    int LONGEST_VIEW = 2_600;

    /** The path to which the browser returns, and at which {@link #finish} is called. */
    String returnPath();

    /**
     * Begins a login.
     *
     * @param request the browser's request, with the cookies of logins that it has begun earlier
     * @param view the page's query to return to: empty, or ASCII beginning with a question mark, at most {@link
     *     #LONGEST_VIEW} characters
     * @param secure whether the browser uses https
     */
    LoginStart begin(SignOnRequest request, String view, boolean secure) throws LoginException;

    /** Whether the returning browser must show a form first. */
    default boolean asks(SignOnRequest request) {
        return false;
    }

    /**
     * The form for {@link #asks}: the path of a page of the application.
     *
     * @param again whether the previous input was wrong
     */
    default String form(boolean again) {
        return again ? "/login/failed.html" : "/login/form.html";
    }

    /** Finishes the login of a browser that has returned. */
    LoginResult finish(SignOnRequest request) throws LoginException;

    /** The URL at which to sign out of the provider, or null if ending the session here is enough. */
    @Nullable
    String logout(UserSession session);

    /**
     * Reads the provider's message that a person has signed out there.
     *
     * @param token the logout token
     */
    ProviderLogout notice(String token) throws LoginException;

    /**
     * A login that has begun.
     *
     * @param location the URL to redirect the browser to
     * @param cookies headers to set, which tie the rest of the login to this browser
     */
    record LoginStart(String location, List<String> cookies) {}

    /**
     * A login that has succeeded.
     *
     * @param view the page's query to return to
     * @param cookies headers to set, which delete the cookies of this login
     */
    record LoginResult(Person person, ProviderSession providerSession, String view, List<String> cookies) {}
}
