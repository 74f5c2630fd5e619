package io.onetail.signon;

import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of every answer of the application. Stateless. */
final class ResponseHeaders {
    static final String CACHE_CONTROL = "Cache-Control";
    /** For answers to one person at one moment. */
    static final String NO_STORE = "no-store";
    /** For files that a browser keeps, but revalidates each time. */
    static final String NO_CACHE = "no-cache";

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    private ResponseHeaders() {}

    /**
     * Headers by name, for an answer that must not be kept.
     *
     * @param secure whether the browser uses https
     */
    static Map<String, String> of(boolean secure) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(CACHE_CONTROL, NO_STORE);
        if (secure) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        return headers;
    }

    /** The value of {@link #CACHE_CONTROL} for what the application answers: only the page's files are kept. */
    static String caching(SignOnRequest request) {
        String path = request.path();
        return path.equals("api") || path.startsWith("api/") || SignOnFlow.isPage(request) ? NO_STORE : NO_CACHE;
    }
}
