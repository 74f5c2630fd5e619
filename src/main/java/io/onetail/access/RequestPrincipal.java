package io.onetail.access;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The principal of requests and WebSockets: a person, and the address that this very request came from.
 *
 * @param who the session's principal, the same for all of its requests
 * @param address IP address of the client
 */
public record RequestPrincipal(PersonPrincipal who, String address) implements PersonPrincipal {
    /** Stands for the address where there is no sign-on, so that only this machine is served. */
    public static final String HERE = "this machine";

    @Override
    public Person person() {
        return who.person();
    }

    /** The address that a principal's request came from. */
    public static String addressOf(@Nullable Principal principal) {
        return principal instanceof RequestPrincipal requestPrincipal ? requestPrincipal.address : HERE;
    }

    /** The session's principal behind a request's, or null if nobody has signed in. */
    public static @Nullable Principal sessionOf(@Nullable Principal principal) {
        return principal instanceof RequestPrincipal requestPrincipal ? requestPrincipal.who : principal;
    }
}
