package io.onetail.signon;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from Onetail's own page. A page of another site can make a browser ask, with our cookie, for whatever has an
 * address: it does not see the answer, but the work is done, and put down in the name of whoever looks at it. It can't make the browser
 * say that it comes from our own page. Programs, and people who type an address, come from no page. Stateless.
 */
final class CrossSiteGuard {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final OriginCheck originCheck;

    CrossSiteGuard(OriginCheck originCheck) {
        this.originCheck = originCheck;
    }

    /**
     * Why a request can't be served, since it is, or may be, another site's; null if it can.
     *
     * @param arrival whether people may come from elsewhere to what it asks for: by a link, or back from a login
     */
    @Nullable
    String refusal(SignOnRequest request, boolean arrival) {
        String site = request.header("Sec-Fetch-Site");
        if (!SAFE.contains(request.method())) {
            boolean own = site != null
                    ? site.equals("same-origin")
                    : request.header("Origin") != null; // which OriginCheck has checked
            return own ? null : "A request that changes something must come from Onetail's own page.";
        }
        boolean foreign = site == null
                ? isElsewhere(request.header("Referer"), request.header("Host"))
                : !site.equals("same-origin") && !site.equals("none");
        return foreign && !(arrival && isNavigation(request))
                ? "This is for Onetail's own page, and another site has asked for it; open the page, and ask there."
                : null;
    }

    /** Older browsers tell no more than this; our own page tells nothing. */
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

    /** The whole window, not a frame or an image in it. */
    private static boolean isNavigation(SignOnRequest request) {
        String mode = request.header("Sec-Fetch-Mode");
        String target = request.header("Sec-Fetch-Dest");
        return request.method().equals("GET")
                && (mode == null || mode.equals("navigate"))
                && (target == null || target.equals("document"));
    }
}
