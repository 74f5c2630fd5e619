package io.onetail.access;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is known, and the address from which this very request came: the principal of requests and WebSockets.
 *
 * @param who the same for all requests of a session
 * @param address an IP address
 */
public record RequestPrincipal(PersonPrincipal who, String address) implements PersonPrincipal {
    /** What stands for the address where nobody is known, so that only this machine is served. */
    public static final String HERE = "this machine";

    @Override
    public Person person() {
        return who.person();
    }

    /** Where a principal's request came from. */
    public static String addressOf(@Nullable Principal principal) {
        return principal instanceof RequestPrincipal requestPrincipal ? requestPrincipal.address : HERE;
    }

    /** The session's principal behind a request's, or null if nobody is known. */
    public static @Nullable Principal sessionOf(@Nullable Principal principal) {
        return principal instanceof RequestPrincipal requestPrincipal ? requestPrincipal.who : principal;
    }
}
