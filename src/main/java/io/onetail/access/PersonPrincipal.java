package io.onetail.access;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The principal of every request and WebSocket of somebody who is known: the access filter sees to it that
 * {@code getUserPrincipal()} leads here, in servlets, REST resources and WebSocket sessions alike. Its name is the person's.
 */
public interface PersonPrincipal extends Principal {
    Person person();

    @Override
    default String getName() {
        return person().name();
    }

    /** Who a principal is, or null if nobody is known, as in mode {@code none}. */
    static @Nullable Person personOf(@Nullable Principal principal) {
        return principal instanceof PersonPrincipal known ? known.person() : null;
    }
}
