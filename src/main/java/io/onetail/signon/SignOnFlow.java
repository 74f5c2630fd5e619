package io.onetail.signon;

import io.onetail.access.AuditLog;
import io.onetail.signon.AccessSettings.AccessMode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each request: who it is from, and whether it enters, is refused, or is sent to a login. Scripts and
 * WebSockets are never redirected, since they could not see it; only a navigation to the page is. Every path that is
 * not listed here needs a person. Safe for any thread; a login may block on the provider.
 */
final class SignOnFlow {
    static final String SIGNED_OUT = "login/out";
    static final String LOGOUT = "logout";
    static final String BACK_CHANNEL = "login/backchannel";
    static final String LIVE = "live";

    /** Files of the pages that are shown before login. */
    private static final Set<String> OPEN = Set.of("app/icon.svg", "ui/tokens.css", "login/login.css");

    private static final Set<String> PAGE = Set.of("", "index.html");

    private final AccessSettings settings;
    private final OriginCheck originCheck;
    private final CrossSiteGuard crossSiteGuard;
    private final SignOnAnswers answers;
    private final String base;
    private final AuditLog audit;
    private final @Nullable SignOnMode mode;

    /**
     * @param base the application's URL in browsers, with a final slash
     * @param login how people sign in; null in modes without a login
     * @param logouts receives logouts at the provider, with the address that reports them
     */
    SignOnFlow(
            AccessSettings settings,
            SessionRegistry sessionRegistry,
            UserQuota quota,
            String base,
            @Nullable LoginMethod login,
            AuditLog audit,
            BiConsumer<ProviderLogout, String> logouts) {
        this.audit = audit;
        this.settings = settings;
        this.originCheck = new OriginCheck(settings);
        this.crossSiteGuard = new CrossSiteGuard(originCheck);
        this.base = base;
        this.answers = new SignOnAnswers(settings, sessionRegistry, quota, audit, base);
        if (settings.mode() == AccessMode.PROXY && settings.proxy() != null) {
            this.mode = new ProxySignOn(
                    new ProxyHeaders(settings.proxy()), settings.proxy().logout(), sessionRegistry, answers);
        } else {
            this.mode = login == null ? null : new SessionSignOn(login, sessionRegistry, answers, base, audit, logouts);
        }
    }

    /** The application's URL in browsers, with a final slash. */
    String base() {
        return base;
    }

    /** As {@link SignOnAnswers#secure}. */
    boolean secure(SignOnRequest request) {
        return answers.secure(request);
    }

    /** As {@link SignOnAnswers#address}. */
    String address(SignOnRequest request) {
        return answers.address(request);
    }

    SignOnDecision decide(SignOnRequest asked) {
        // in mode proxy the proxy's own address is needed, until its secret has been checked
        SignOnRequest request = settings.mode() == AccessMode.PROXY ? asked : new ProxiedRequest(asked, address(asked));
        SignOnDecision decision = decision(request);
        if (decision instanceof SignOnDecision.RefuseRequest refuse
                && refuse.status() != 401
                && refuse.status() != 429) {
            audit.refused(null, request.remote(), request.path(), refuse.message());
        } else if (decision instanceof SignOnDecision.ShowNotice show
                && show.notice() == NoticePage.NOT_THROUGH_PROXY) {
            audit.refused(null, request.remote(), request.path(), show.notice().sentence());
        }
        return decision;
    }

    private SignOnDecision decision(SignOnRequest request) {
        String refusal = originCheck.refusal(request);
        if (refusal == null && !request.path().equals(BACK_CHANNEL)) {
            refusal = crossSiteGuard.refusal(request, isArrival(request));
        }
        if (refusal != null) {
            return SignOnAnswers.refuse(request, 403, "forbidden", refusal);
        }
        if (OPEN.contains(request.path())) {
            return new SignOnDecision.EnterApplication(null);
        }
        if (!settings.complete()) {
            return isNavigation(request)
                    ? new SignOnDecision.ShowNotice(NoticePage.NOT_CONFIGURED, null, List.of())
                    : SignOnAnswers.refuse(request, 503, "unavailable", NoticePage.NOT_CONFIGURED.sentence());
        }
        if (settings.mode() == AccessMode.NONE) {
            return new SignOnDecision.EnterApplication(null);
        }
        return Objects.requireNonNull(mode).decide(request);
    }

    /** Whether links from elsewhere, or the way back from a login or logout, lead to the path. */
    private boolean isArrival(SignOnRequest request) {
        return isPage(request) || request.path().equals(SIGNED_OUT) || (mode != null && mode.isReturn(request.path()));
    }

    /** Whether a person navigates to the page, as opposed to a request of a script, an image or a WebSocket. */
    static boolean isNavigation(SignOnRequest request) {
        String mode = request.header("Sec-Fetch-Mode");
        String accept = request.header("Accept");
        return request.method().equals("GET")
                && isPage(request)
                && !"websocket".equalsIgnoreCase(request.header("Upgrade"))
                && (mode == null || mode.equals("navigate"))
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** Whether it is the page itself, which a browser must not show again after sign-out. */
    static boolean isPage(SignOnRequest request) {
        return PAGE.contains(request.path());
    }

    /**
     * The view to return to after login: a query of the page, so it can't lead to another site.
     *
     * @return the empty text if the argument is anything else, or too long
     */
    static String view(@Nullable String asked) {
        if (asked == null || !asked.startsWith("?") || asked.length() > LoginMethod.LONGEST_VIEW) {
            return "";
        }
        return asked.chars().allMatch(c -> c > ' ' && c < 0x7f) ? asked : "";
    }
}
