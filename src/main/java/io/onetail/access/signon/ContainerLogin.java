package io.onetail.access.signon;

import io.onetail.access.Person;
import io.onetail.access.signon.Session.Grant;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The application server's own login, whatever it is. web.xml protects one path, so the server asks there who it is; whoever gets
 * through has a session of ours from then on, and the server is not asked again before the next login. The view to come back to is in the
 * address, so that two windows keep theirs apart, and in a cookie, since WildFly's OpenID Connect client leaves out the query.
 */
final class ContainerLogin implements Login {
    private static final String PROTECTED = "login/enter";
    private static final String VIEW = "onetail-view";

    private final String base;
    private final List<String> roles;

    /**
     * @param base what the application's addresses begin with, a slash at its end
     * @param roles that count as groups
     */
    ContainerLogin(String base, List<String> roles) {
        this.base = base;
        this.roles = roles;
    }

    @Override
    public String returnPath() {
        return PROTECTED;
    }

    @Override
    public Begun begin(String view, boolean secure) {
        String to = URLEncoder.encode(view, StandardCharsets.UTF_8);
        return new Begun(base + PROTECTED + "?to=" + to, List.of(Cookies.set(VIEW, to, cookiePath(), secure, null)));
    }

    @Override
    public Finished finish(Request request) throws LoginException {
        Principal principal = request.principal();
        if (principal == null || principal.getName().isBlank()) {
            throw new LoginException(
                    LoginException.Kind.REFUSED,
                    "the application server let somebody through to /" + PROTECTED + " without saying who it is; it"
                            + " must protect this path as web.xml says");
        }
        Set<String> groups = roles.stream().filter(request::inRole).collect(Collectors.toSet());
        return new Finished(
                new Person(principal.getName(), principal.getName(), groups),
                Grant.NONE,
                Door.view(view(request)),
                List.of(Cookies.delete(VIEW, cookiePath(), base.startsWith("https:"))));
    }

    private static @Nullable String view(Request request) {
        String to = request.parameter("to");
        if (to != null) {
            return to;
        }
        try {
            return Cookies.values(request, VIEW).stream()
                    .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            return null; // not as it was set
        }
    }

    private String cookiePath() {
        return URI.create(base).getPath() + PROTECTED;
    }

    @Override
    public @Nullable String logout(Session session) {
        return null;
    }

    @Override
    public ProviderLogout notice(String token) throws LoginException {
        throw new LoginException(LoginException.Kind.REFUSED, "the application server's login sends no such message");
    }
}
