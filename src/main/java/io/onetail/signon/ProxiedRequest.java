package io.onetail.signon;

import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request with the address of the client that a proxy has forwarded it for.
 *
 * @param remote the client's address
 */
record ProxiedRequest(SignOnRequest request, String remote) implements SignOnRequest {
    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public boolean secure() {
        return request.secure();
    }

    @Override
    public List<String> headerNames() {
        return request.headerNames();
    }

    @Override
    public List<String> headers(String name) {
        return request.headers(name);
    }

    @Override
    public @Nullable String parameter(String name) {
        return request.parameter(name);
    }

    @Override
    public @Nullable Principal principal() {
        return request.principal();
    }

    @Override
    public boolean login(String name, String password) {
        return request.login(name, password);
    }

    @Override
    public boolean inRole(String role) {
        return request.inRole(role);
    }
}
