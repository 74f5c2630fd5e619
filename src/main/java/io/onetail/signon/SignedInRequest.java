package io.onetail.signon;

import io.onetail.access.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request of a person who has signed in; groups count as roles. */
final class SignedInRequest extends HttpServletRequestWrapper {
    private final RequestPrincipal who;

    SignedInRequest(HttpServletRequest request, RequestPrincipal who) {
        super(request);
        this.who = who;
    }

    @Override
    public Principal getUserPrincipal() {
        return who;
    }

    @Override
    public String getRemoteUser() {
        return who.getName();
    }

    @Override
    public boolean isUserInRole(String role) {
        return who.person().groups().contains(role);
    }
}
