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
 * Sign-in by the application server. At one path the server says who the person is: either it has asked there itself,
 * see {@link LoginConstraintListener}, or it checks the name and password from Onetail's form. After that the person
 * has a session of Onetail, and the server is not asked again before the next login. The view to return to is in the
 * URL, so that windows do not mix them up, and in a cookie, since WildFly's OpenID Connect client drops the query. Safe
 * for any thread.
 *
 * <p>The form is Onetail's own and not the server's {@code FORM}, since no filter runs before that: it would accept
 * passwords from pages of other sites, and keep the bodies of requests of people who have not signed in.
 */
final class ContainerLogin implements LoginMethod {
    static final String ENTER = "login/enter";
    private static final String VIEW = "onetail-view";
    /** Browsers accept 4,096 bytes. */
    private static final int LONGEST_COOKIE = 3_800;

    private final String base;
    private final List<String> roles;

    /**
     * @param base the application's URL, with a final slash
     * @param roles the server's roles that count as groups
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
                        "the application server does not accept '" + SafeText.shown(String.valueOf(name))
                                + "' with that password",
                        null,
                        name);
            }
        }
        Principal principal = request.principal();
        if (principal == null || !Person.isName(principal.getName())) {
            throw new LoginException(
                    LoginException.LoginFailure.REFUSED,
                    "the application server has let somebody in without a valid name");
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
            return null; // not a value that was set here
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
                LoginException.LoginFailure.REFUSED, "the application server's login does not send logout tokens");
    }
}
