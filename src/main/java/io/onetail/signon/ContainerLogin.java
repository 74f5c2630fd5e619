package io.onetail.signon;

import io.onetail.access.Person;
import io.onetail.protocol.SafeText;
import io.onetail.signon.UserSession.ProviderSession;
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
 * The application server's own login. At one path it says who somebody is: because it has asked by itself there, see {@link LoginConstraintListener},
 * or because it knows the name and the password of our own form. Whoever gets through has a session of ours from then on, and the server is
 * not asked again before the next login. The view to come back to is in the address, so that two windows keep theirs apart, and in a
 * cookie, since WildFly's OpenID Connect client leaves out the query.
 *
 * <p>The form is ours, and not the server's {@code FORM}, since no filter stands before that: it would take passwords from other sites'
 * pages, and keep the bodies of requests of people whom nobody knows.
 */
final class ContainerLogin implements LoginMethod {
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
    public LoginStart begin(SignOnRequest request, String view, boolean secure) {
        String to = URLEncoder.encode(view, StandardCharsets.UTF_8);
        return new LoginStart(
                base + ENTER + "?to=" + to,
                to.length() > LONGEST_COOKIE
                        ? List.of()
                        : List.of(CookieHeaders.set(VIEW, to, cookiePath(), secure, null)));
    }

    @Override
    public boolean asks(SignOnRequest request) {
        return request.principal() == null && !request.method().equals("POST");
    }

    @Override
    public LoginResult finish(SignOnRequest request) throws LoginException {
        if (request.principal() == null) {
            String name = request.parameter("name");
            String password = request.parameter("password");
            if (name == null || password == null || !request.login(name, password)) {
                throw new LoginException(
                        LoginException.LoginFailure.PASSWORD,
                        "the application server does not know '" + SafeText.shown(String.valueOf(name))
                                + "' with that password",
                        null,
                        name);
            }
        }
        Principal principal = request.principal();
        if (principal == null || !Person.isName(principal.getName())) {
            throw new LoginException(
                    LoginException.LoginFailure.REFUSED,
                    "the application server let somebody in without saying who it is");
        }
        Set<String> groups = roles.stream().filter(request::inRole).collect(Collectors.toSet());
        return new LoginResult(
                new Person(principal.getName(), principal.getName(), groups),
                ProviderSession.NONE,
                SignOnFlow.view(view(request)),
                List.of(CookieHeaders.delete(VIEW, cookiePath(), base.startsWith("https:"))));
    }

    private static @Nullable String view(SignOnRequest request) {
        String to = request.parameter("to");
        if (to != null) {
            return to;
        }
        try {
            return CookieHeaders.values(request, VIEW).stream()
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
    public @Nullable String logout(UserSession session) {
        return null;
    }

    @Override
    public ProviderLogout notice(String token) throws LoginException {
        throw new LoginException(
                LoginException.LoginFailure.REFUSED, "the application server's login sends no such message");
    }
}
