package io.onetail.signon;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request does not come from a page of another site. Such a page can make a browser send any request with
 * Onetail's cookie: it does not see the answer, but the work is done, and recorded in the name of the person at the
 * browser. It can't make the browser say that the request comes from Onetail's page. Requests of programs and typed
 * URLs come from no page. Stateless.
 */
final class CrossSiteGuard {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final OriginCheck originCheck;

    CrossSiteGuard(OriginCheck originCheck) {
        this.originCheck = originCheck;
    }

    /**
     * Why a request is refused because it comes, or may come, from another site; null if it is allowed.
     *
     * @param arrival whether people may arrive at this path from elsewhere: by a link, or back from a login
     */
    @Nullable
    String refusal(SignOnRequest request, boolean arrival) {
        String site = request.header("Sec-Fetch-Site");
        if (!SAFE.contains(request.method())) {
            boolean own = site != null
                    ? site.equals("same-origin")
                    : request.header("Origin") != null; // OriginCheck has checked it
            return own ? null : "A request that changes something must come from Onetail's own page.";
        }
        boolean foreign = site == null
                ? isElsewhere(request.header("Referer"), request.header("Host"))
                : !site.equals("same-origin") && !site.equals("none");
        return foreign && !(arrival && isNavigation(request))
                ? "This is for Onetail's own page only, but another site has asked for it."
                        + " Open Onetail's page and ask there."
                : null;
    }

    /** For older browsers, which send nothing else; Onetail's page sends no Referer. */
    private boolean isElsewhere(@Nullable String referer, @Nullable String host) {
        if (referer == null) {
            return false;
        }
        try {
            URI from = URI.create(referer);
            return !originCheck.own(from.getScheme() + "://" + from.getAuthority(), host);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** Whether the request is for the whole window, not for a frame or an image in it. */
    private static boolean isNavigation(SignOnRequest request) {
        String mode = request.header("Sec-Fetch-Mode");
        String target = request.header("Sec-Fetch-Dest");
        return request.method().equals("GET")
                && (mode == null || mode.equals("navigate"))
                && (target == null || target.equals("document"));
    }
}
