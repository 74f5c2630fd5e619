package io.onetail.signon;

import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as the sign-on sees it. For the thread of the request. */
public interface SignOnRequest {
    /** The HTTP method. */
    String method();

    /** The path within the application, decoded, without a leading slash, such as {@code api/session}. */
    String path();

    /** The query as sent, or null. */
    @Nullable
    String query();

    /** The peer's IP address. */
    String remote();

    /** Whether it was sent by https, as far as the application server knows. */
    boolean secure();

    /** The names of all headers as sent. */
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

    /** The principal of the application server, or null. */
    @Nullable
    Principal principal();

    /**
     * Signs in at the application server, which sets the {@link #principal}.
     *
     * @return whether the server accepts name and password
     */
    boolean login(String name, String password);

    /** Whether the person has a role of the application server. */
    boolean inRole(String role);
}
