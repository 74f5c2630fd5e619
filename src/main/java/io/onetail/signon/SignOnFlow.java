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
 * Decides what becomes of a request: who it is from, and whether it enters, is refused, or leads through login. A refusal is never a
 * redirect for a script or a WebSocket, which could not see it; only a person's navigation to the page is led away. Whatever is not
 * named here needs a person. Safe for any thread; login may block on the provider.
 */
final class SignOnFlow {
    static final String SIGNED_OUT = "login/out";
    static final String LOGOUT = "logout";
    static final String BACK_CHANNEL = "login/backchannel";
    static final String LIVE = "live";

    /** What the pages shown before login are made of. */
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
     * @param base what the application's addresses begin with for a browser; a slash is at its end
     * @param login how people sign in; null for the modes in which they do not
     * @param logouts takes what the provider says, with the address that it says it from
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

    /** What the application's addresses begin with for a browser; a slash is at its end. */
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
        // in mode proxy it must be told where the proxy is, until its secret has been looked at
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

    /** Whether it is what links, and the ways back from a login or a logout, lead to. */
    private boolean isArrival(SignOnRequest request) {
        return isPage(request) || request.path().equals(SIGNED_OUT) || (mode != null && mode.isReturn(request.path()));
    }

    /** Whether a person goes to the page, as opposed to a script, an image or a WebSocket that asks for something. */
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

    /** The page itself, which a browser must not show again after sign-out. */
    static boolean isPage(SignOnRequest request) {
        return PAGE.contains(request.path());
    }

    /**
     * What to come back to after login. It is the page's query and nothing else, so it can't lead to another site.
     *
     * @return empty if it is anything else, or too long
     */
    static String view(@Nullable String asked) {
        if (asked == null || !asked.startsWith("?") || asked.length() > LoginMethod.LONGEST_VIEW) {
            return "";
        }
        return asked.chars().allMatch(c -> c > ' ' && c < 0x7f) ? asked : "";
    }
}
