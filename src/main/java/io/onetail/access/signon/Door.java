package io.onetail.access.signon;

import io.onetail.access.Audit;
import io.onetail.access.Person;
import io.onetail.access.signon.AccessSettings.Mode;
import io.onetail.catalog.Words;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a request: who it is from, and whether it enters, is refused, or leads through login. A refusal is never a
 * redirect for a script or a WebSocket, which could not see it; only a person's navigation to the page is led away. Whatever is not
 * named here needs a person. Safe for any thread; login may block on the provider.
 */
final class Door {
    static final String SIGNED_OUT = "login/out";
    static final String LOGOUT = "logout";
    static final String BACK_CHANNEL = "login/backchannel";
    static final String LIVE = "live";

    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    /** What the pages shown before login are made of. */
    private static final Set<String> OPEN = Set.of("app/icon.svg", "ui/tokens.css", "login/login.css");

    private static final Set<String> PAGE = Set.of("", "index.html");

    private final AccessSettings settings;
    private final Gate gate;
    private final OwnPage ownPage;
    private final Sessions sessions;
    private final Quota quota;
    private final String base;
    private final Audit audit;
    private final BiConsumer<ProviderLogout, String> logouts;
    private final @Nullable Login login;
    private final @Nullable ProxyHeaders proxy;

    /**
     * @param base what the application's addresses begin with for a browser; a slash is at its end
     * @param way how people sign in; null for the modes in which they do not
     * @param logouts takes what the provider says, with the address that it says it from
     */
    Door(
            AccessSettings settings,
            Sessions sessions,
            Quota quota,
            String base,
            @Nullable Login way,
            Audit audit,
            BiConsumer<ProviderLogout, String> logouts) {
        this.audit = audit;
        this.logouts = logouts;
        this.settings = settings;
        this.gate = new Gate(settings);
        this.ownPage = new OwnPage(gate);
        this.sessions = sessions;
        this.quota = quota;
        this.base = base;
        this.login = way;
        this.proxy = settings.proxy() == null ? null : new ProxyHeaders(settings.proxy());
    }

    /** What the application's addresses begin with for a browser; a slash is at its end. */
    String base() {
        return base;
    }

    /** Where a request came from; what the proxy says of it counts only from its address, in mode proxy with its secret. */
    String address(Request request) {
        List<String> forwarded =
                settings.isFromProxy(request.remote()) ? request.headers("X-Forwarded-For") : List.of();
        String newest = forwarded.isEmpty() ? "" : forwarded.get(forwarded.size() - 1); // some proxies add a header
        String last = newest.substring(newest.lastIndexOf(',') + 1).strip();
        return ADDRESS.matcher(last).matches() ? last : request.remote();
    }

    Decision decide(Request asked) {
        // in mode proxy it must be told where the proxy is, until its secret has been looked at
        Request request = settings.mode() == Mode.PROXY ? asked : new ProxiedRequest(asked, address(asked));
        Decision decision = decision(request);
        if (decision instanceof Decision.Refuse refuse && refuse.status() != 401 && refuse.status() != 429) {
            audit.refused(null, request.remote(), request.path(), refuse.message());
        } else if (decision instanceof Decision.Show show && show.notice() == Notice.NOT_THROUGH_PROXY) {
            audit.refused(null, request.remote(), request.path(), show.notice().sentence());
        }
        return decision;
    }

    private Decision decision(Request request) {
        String refusal = gate.refusal(request);
        if (refusal == null && !request.path().equals(BACK_CHANNEL)) {
            refusal = ownPage.refusal(request, isArrival(request));
        }
        if (refusal != null) {
            return refuse(request, 403, "forbidden", refusal);
        }
        if (OPEN.contains(request.path())) {
            return new Decision.Enter(null);
        }
        if (!settings.complete()) {
            return isNavigation(request)
                    ? new Decision.Show(Notice.NOT_CONFIGURED, null, List.of())
                    : refuse(request, 503, "unavailable", Notice.NOT_CONFIGURED.sentence());
        }
        if (settings.mode() == Mode.NONE) {
            return new Decision.Enter(null);
        }
        return proxy != null && settings.mode() == Mode.PROXY
                ? throughProxy(request, proxy)
                : bySession(request, Objects.requireNonNull(login));
    }

    private Decision throughProxy(Request request, ProxyHeaders headers) {
        ProxyHeaders.Read read = headers.read(request);
        if (read.refusal() != null) {
            LOGGER.log(
                    Level.WARNING,
                    "Refused {0} from {1}: its headers do not say who it is, because {2}.",
                    Words.shown(request.path()),
                    request.remote(),
                    Words.escaped(read.refusal()));
            return isNavigation(request)
                    ? new Decision.Show(Notice.NOT_THROUGH_PROXY, null, List.of())
                    : new Decision.Refuse(403, "forbidden", Notice.NOT_THROUGH_PROXY.sentence(), false);
        }
        Person person = read.person();
        if (person == null) {
            return unknown(request, "The sign-on proxy does not say who you are; sign in there.");
        }
        Session session = sessions.of(person);
        if (request.path().equals(LOGOUT)) {
            return signOut(
                    request,
                    session,
                    settings.proxy() == null ? null : settings.proxy().logout());
        }
        return known(request, session);
    }

    private Decision bySession(Request request, Login way) {
        if (request.path().equals(BACK_CHANNEL)) {
            return notice(request, way);
        }
        if (request.path().equals(SIGNED_OUT)) {
            return new Decision.Show(Notice.SIGNED_OUT, null, List.of());
        }
        if (request.path().equals(way.returnPath())) {
            return way.asks(request) ? new Decision.Ask(way.form(false), false) : finish(request, way);
        }
        Session session = session(request);
        if (session == null) {
            return isNavigation(request)
                    ? begin(request, way, view(request.query() == null ? "" : "?" + request.query()))
                    : unknown(request, "You are not signed in, or your session has ended; sign in again.");
        }
        if (request.path().equals(LOGOUT)) {
            String there = way.logout(session);
            return signOut(request, session, there == null ? base + SIGNED_OUT : there);
        }
        return known(request, session);
    }

    private @Nullable Session session(Request request) {
        boolean used = !request.path().equals(LIVE) && !request.path().equals("api/session");
        for (String id : Cookies.values(request, cookieName())) {
            Session session = sessions.find(id, used);
            if (session != null) {
                return session;
            }
        }
        return null;
    }

    private Decision known(Request request, Session session) {
        if (request.path().equals(LIVE) || request.path().startsWith("api/")) {
            String refusal = quota.request(session.person());
            if (refusal == null && request.path().equals(LIVE)) {
                refusal = quota.connectionRefusal(session.person());
            }
            if (refusal != null) {
                LOGGER.log(
                        Level.WARNING,
                        "Refused {0} of {1} from {2}: {3}",
                        Words.shown(request.path()),
                        Words.shown(session.person().name()),
                        request.remote(),
                        refusal);
                if (quota.isNewTrouble(session.person())) {
                    audit.refused(session.person(), address(request), request.path(), refusal);
                }
                return new Decision.Refuse(429, "limit", refusal, false);
            }
        }
        return new Decision.Enter(session);
    }

    private Decision begin(Request request, Login way, String view) {
        try {
            Login.Begun begun = way.begin(request, view, secure(request));
            return new Decision.Go(begun.location(), begun.cookies());
        } catch (LoginException e) {
            return failed(request, way, e);
        }
    }

    private Decision finish(Request request, Login way) {
        try {
            Login.Finished finished = way.finish(request);
            Session before = session(request);
            if (before != null) {
                sessions.end(before, "You have signed in again.");
            }
            Session session = sessions.begin(finished.person(), finished.grant());
            LOGGER.log(
                    Level.INFO,
                    "{0} has signed in from {1}; groups: {2}.",
                    Words.shown(session.person().name()),
                    request.remote(),
                    Words.escaped(session.person().groups().toString()));
            audit.signedIn(session.person(), address(request));
            List<String> cookies = new ArrayList<>(finished.cookies());
            cookies.add(Cookies.set(cookieName(), session.id(), cookiePath(), secure(request), null));
            return new Decision.Go(base + finished.view(), cookies);
        } catch (LoginException e) {
            audit.signInFailed(e.claimed(), address(request), reason(e) + ".");
            return failed(request, way, e);
        }
    }

    private static Decision failed(Request request, Login way, LoginException e) {
        LOGGER.log(
                Level.WARNING, "A login from " + request.remote() + " did not work: " + reason(e) + ".", e.getCause());
        return switch (e.kind()) {
            case PASSWORD -> new Decision.Ask(way.form(true), true);
            case PROVIDER -> new Decision.Show(Notice.PROVIDER_AWAY, e.getMessage(), List.of());
            case REFUSED -> new Decision.Show(Notice.LOGIN_FAILED, e.getMessage(), List.of());
            case TOO_MANY -> new Decision.Show(Notice.TOO_MANY, e.getMessage(), List.of());
        };
    }

    private Decision signOut(Request request, Session session, @Nullable String there) {
        if (!request.method().equals("POST")) {
            return refuse(request, 405, "bad-request", "Signing out takes a POST.");
        }
        sessions.end(session, "You have signed out.");
        audit.signedOut(session.person(), address(request), "They have signed out.");
        LOGGER.log(
                Level.INFO,
                "{0} has signed out from {1}.",
                Words.shown(session.person().name()),
                request.remote());
        JsonValue location = there == null ? JsonValue.NULL : JSON.createValue(there);
        return new Decision.Done(
                200,
                JSON.createObjectBuilder().add("location", location).build().toString(),
                List.of(Cookies.delete(cookieName(), cookiePath(), secure(request))));
    }

    /** OpenID Connect Back-Channel Logout 1.0: 200 if it was understood, 400 if not, whether or not a session was there. */
    private Decision notice(Request request, Login way) {
        String token = request.method().equals("POST") ? request.parameter("logout_token") : null;
        try {
            if (token == null) {
                throw new LoginException(LoginException.Kind.REFUSED, "a message about a logout has no logout_token");
            }
            logouts.accept(way.notice(token), request.remote());
            return new Decision.Done(200, null, List.of());
        } catch (LoginException e) {
            LOGGER.log(
                    Level.WARNING,
                    "A message about a logout from " + request.remote() + " is refused: " + reason(e) + ".",
                    e.getCause());
            return e.kind() == LoginException.Kind.PROVIDER
                    ? new Decision.Refuse(503, "unavailable", "The provider's keys could not be fetched.", false)
                    : new Decision.Refuse(400, "bad-request", "The logout token is not accepted.", false);
        }
    }

    /** The provider's words and the browser's are in it. */
    private static String reason(LoginException e) {
        return Words.escaped(String.valueOf(e.getMessage()));
    }

    private static Decision unknown(Request request, String message) {
        boolean live = request.path().equals(LIVE); // which a page tries once, and then waits for its person
        LOGGER.log(
                live ? Level.INFO : Level.DEBUG,
                "Refused {0} from {1}: nobody is signed in, or the session has ended.",
                Words.shown(request.path()),
                request.remote());
        return new Decision.Refuse(401, "unauthenticated", message, true);
    }

    private static Decision refuse(Request request, int status, String code, String message) {
        LOGGER.log(
                Level.WARNING,
                "Refused {0} from {1}: {2}",
                Words.shown(request.path()),
                request.remote(),
                Words.escaped(message));
        return new Decision.Refuse(status, code, message, false);
    }

    /** Whether it is what links, and the ways back from a login or a logout, lead to. */
    private boolean isArrival(Request request) {
        return isPage(request)
                || request.path().equals(SIGNED_OUT)
                || (login != null && request.path().equals(login.returnPath()));
    }

    /** Whether a person goes to the page, as opposed to a script, an image or a WebSocket that asks for something. */
    static boolean isNavigation(Request request) {
        String mode = request.header("Sec-Fetch-Mode");
        String accept = request.header("Accept");
        return request.method().equals("GET")
                && isPage(request)
                && !"websocket".equalsIgnoreCase(request.header("Upgrade"))
                && (mode == null || mode.equals("navigate"))
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** The page itself, which a browser must not show again after sign-out. */
    static boolean isPage(Request request) {
        return PAGE.contains(request.path());
    }

    /**
     * What to come back to after login. It is the page's query and nothing else, so it can't lead to another site.
     *
     * @return empty if it is anything else, or too long
     */
    static String view(@Nullable String asked) {
        if (asked == null || !asked.startsWith("?") || asked.length() > Login.LONGEST_VIEW) {
            return "";
        }
        return asked.chars().allMatch(c -> c > ' ' && c < 0x7f) ? asked : "";
    }

    boolean secure(Request request) {
        return settings.publicUrl() == null
                ? request.secure()
                : "https".equalsIgnoreCase(settings.publicUrl().getScheme());
    }

    private static String cookieName() {
        return "onetail-session";
    }

    private String cookiePath() {
        String path = settings.publicUrl() == null ? base : settings.publicUrl().getPath() + "/";
        return path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }
}
