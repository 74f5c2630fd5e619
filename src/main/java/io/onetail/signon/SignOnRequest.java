package io.onetail.signon;

import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the sign-on looks at in a request. */
public interface SignOnRequest {
    String method();

    /** Within the application, decoded, without a slash at its beginning: {@code api/session}. */
    String path();

    /** As it was sent, or null. */
    @Nullable
    String query();

    /** The peer's IP address. */
    String remote();

    /** Whether it came by https, as far as the application server knows. */
    boolean secure();

    /** The names of all headers as they were sent. */
    List<String> headerNames();

    /** All values of a header, whose name may be in any case. */
    List<String> headers(String name);

    /** The first value of a header, or null. */
    default @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** A field of a form or of the query, decoded, or null. Reads the body. */
    @Nullable
    String parameter(String name);

    /** Who the application server says it is, or null. */
    @Nullable
    Principal principal();

    /**
     * Asks the application server whether name and password are somebody's; from then on they are the {@link #principal}.
     *
     * @return whether they are
     */
    boolean login(String name, String password);

    /** Whether the application server says that the person has a role. */
    boolean inRole(String role);
}
