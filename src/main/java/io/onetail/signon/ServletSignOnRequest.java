package io.onetail.signon;

import jakarta.security.jacc.PolicyContext;
import jakarta.security.jacc.PolicyContextException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** A servlet request as the sign-on sees it. */
record ServletSignOnRequest(HttpServletRequest http) implements SignOnRequest {
    @Override
    public String method() {
        return http.getMethod();
    }

    /** Uses the parts that the container has decoded and normalised, so that no spelling of a path evades a rule. */
    @Override
    public String path() {
        String path = http.getServletPath() + (http.getPathInfo() == null ? "" : http.getPathInfo());
        return path.startsWith("/") ? path.substring(1) : path;
    }

    @Override
    public @Nullable String query() {
        return http.getQueryString();
    }

    @Override
    public String remote() {
        return http.getRemoteAddr();
    }

    @Override
    public boolean secure() {
        return http.isSecure();
    }

    @Override
    public List<String> headerNames() {
        return Collections.list(http.getHeaderNames());
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(http.getHeaders(name));
    }

    @Override
    public @Nullable String parameter(String name) {
        return http.getParameter(name);
    }

    @Override
    public @Nullable Principal principal() {
        return http.getUserPrincipal();
    }

    @Override
    public boolean login(String name, String password) {
        try {
            http.login(name, password);
            return true;
        } catch (ServletException e) {
            return false;
        }
    }

    @Override
    public boolean inRole(String role) {
        return http.isUserInRole(role) || isInGroup(role);
    }

    /**
     * Payara checks only roles that web.xml names, but Onetail's are in the configuration; Payara's groups are in the
     * subject.
     */
    private static boolean isInGroup(String name) {
        try {
            Object subject = PolicyContext.getContext("javax.security.auth.Subject.container");
            return subject instanceof Subject known
                    && known.getPrincipals().stream()
                            .anyMatch(principal -> principal.getName().equals(name)
                                    && principal.getClass().getSimpleName().equals("Group"));
        } catch (PolicyContextException | IllegalArgumentException e) {
            return false; // the server does not provide it
        }
    }
}
