package io.onetail.access.signon;

import io.onetail.access.Visit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request of somebody who is known; their groups are their roles. */
final class SignedInRequest extends HttpServletRequestWrapper {
    private final Visit who;

    SignedInRequest(HttpServletRequest request, Visit who) {
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
