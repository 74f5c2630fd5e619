package io.onetail.access;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The principal of every request and WebSocket of a person who has signed in. The access filter makes {@code
 * getUserPrincipal()} return it in servlets, REST resources and WebSocket sessions. Its name is the person's.
 */
public interface PersonPrincipal extends Principal {
    /** Who it is. */
    Person person();

    @Override
    default String getName() {
        return person().name();
    }

    /** The person behind a principal, or null if nobody has signed in, as in mode {@code none}. */
    static @Nullable Person personOf(@Nullable Principal principal) {
        return principal instanceof PersonPrincipal known ? known.person() : null;
    }
}
