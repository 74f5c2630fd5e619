package io.onetail.access.signon;

import io.onetail.access.Person;
import io.onetail.access.signon.Session.Grant;
import io.onetail.catalog.Words;
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
 * The application server's own login. At one path it says who somebody is: because it has asked by itself there, see {@link ServerAsks},
 * or because it knows the name and the password of our own form. Whoever gets through has a session of ours from then on, and the server is
 * not asked again before the next login. The view to come back to is in the address, so that two windows keep theirs apart, and in a
 * cookie, since WildFly's OpenID Connect client leaves out the query.
 *
 * <p>The form is ours, and not the server's {@code FORM}, since no filter stands before that: it would take passwords from other sites'
 * pages, and keep the bodies of requests of people whom nobody knows.
 */
final class ContainerLogin implements Login {
    static final String ENTER = "login/enter";
    private static final String VIEW = "onetail-view";
    /** Of the 4,096 bytes that browsers take. */
    private static final int LONGEST_COOKIE = 3_800;

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
        return ENTER;
    }

    @Override
    public Begun begin(Request request, String view, boolean secure) {
        String to = URLEncoder.encode(view, StandardCharsets.UTF_8);
        return new Begun(
                base + ENTER + "?to=" + to,
                to.length() > LONGEST_COOKIE ? List.of() : List.of(Cookies.set(VIEW, to, cookiePath(), secure, null)));
    }

    @Override
    public boolean asks(Request request) {
        return request.principal() == null && !request.method().equals("POST");
    }

    @Override
    public Finished finish(Request request) throws LoginException {
        if (request.principal() == null) {
            String name = request.parameter("name");
            String password = request.parameter("password");
            if (name == null || password == null || !request.login(name, password)) {
                throw new LoginException(
                        LoginException.Kind.PASSWORD,
                        "the application server does not know '" + Words.shown(String.valueOf(name))
                                + "' with that password",
                        null,
                        name);
            }
        }
        Principal principal = request.principal();
        if (principal == null || !Person.isName(principal.getName())) {
            throw new LoginException(
                    LoginException.Kind.REFUSED, "the application server let somebody in without saying who it is");
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
        return URI.create(base).getPath() + ENTER;
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
