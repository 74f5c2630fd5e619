package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.signon.UserSession.ProviderSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login that leads a browser away and back. Safe for any thread; its methods may block on the network, each for a bounded time. */
public interface LoginMethod {
    /** Longest view that is kept through a login, characters: sealed in a cookie it must be well below a browser's 4,096 bytes. */
    int LONGEST_VIEW = 2_600;

    /** Where the way back ends: the path on which {@link #finish} is called. */
    String returnPath();

    /**
     * Begins.
     *
     * @param request of the browser that is to sign in, with the cookies of logins that it has begun before
     * @param view the page's query, to come back to: empty, or with a question mark at its beginning; {@link #LONGEST_VIEW} at
     *     most, in ASCII
     */
    LoginStart begin(SignOnRequest request, String view, boolean secure) throws LoginException;

    /** Whether the browser that is back must show a form for name and password first. */
    default boolean asks(SignOnRequest request) {
        return false;
    }

    /**
     * The form that {@link #asks} means, a page of the application.
     *
     * @param again whether what was given before is wrong
     */
    default String form(boolean again) {
        return again ? "/login/failed.html" : "/login/form.html";
    }

    /** The browser is back. */
    LoginResult finish(SignOnRequest request) throws LoginException;

    /** Where signing out at the provider leads, or null if it is enough to forget the session here. */
    @Nullable
    String logout(UserSession session);

    /**
     * The provider says that somebody has signed out there.
     *
     * @param token what proves it
     */
    ProviderLogout notice(String token) throws LoginException;

    /**
     * @param location where the browser goes
     * @param cookies to set: what makes sure that the one who comes back is the one who went
     */
    record LoginStart(String location, List<String> cookies) {}

    /** @param cookies to set: what was needed for this login only is deleted */
    record LoginResult(Person person, ProviderSession providerSession, String view, List<String> cookies) {}
}
