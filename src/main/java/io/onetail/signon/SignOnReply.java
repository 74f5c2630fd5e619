package io.onetail.signon;

import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision as an HTTP answer. Immutable.
 *
 * @param headers headers by name, without cookies
 * @param cookies cookies to set, as complete header values
 * @param type the media type of the body; null if there is no body
 * @param body null if there is none
 */
record SignOnReply(
        int status,
        Map<String, String> headers,
        List<String> cookies,
        @Nullable String type,
        @Nullable String body) {
    /** Time within which the limits of requests and of logins are refilled. */
    private static final Map<String, String> RETRY_LIMIT = Map.of("Retry-After", "1");
    /** Time after which a page about an unreachable service retries. */
    private static final Map<String, String> RETRY_AWAY = Map.of("Retry-After", "5");

    SignOnReply {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    /**
     * The answer to a request that does not enter the application.
     *
     * @param decision any but {@link SignOnDecision.EnterApplication}; the body of a {@link
     *     SignOnDecision.ShowLoginForm} is not in the answer
     * @param base the application's URL in browsers, with a final slash
     */
    static SignOnReply of(SignOnDecision decision, SignOnRequest request, String base) {
        if (decision instanceof SignOnDecision.RefuseRequest refuse) {
            Map<String, String> headers = refuse.status() == 429 ? RETRY_LIMIT : Map.of();
            return new SignOnReply(refuse.status(), headers, List.of(), "application/json", json(refuse));
        } else if (decision instanceof SignOnDecision.RedirectBrowser redirect) {
            Map<String, String> headers = Map.of("Location", redirect.location());
            return new SignOnReply(303, headers, redirect.cookies(), null, null);
        } else if (decision instanceof SignOnDecision.ShowNotice show) {
            NoticePage notice = show.notice();
            Map<String, String> headers = switch (notice.status) {
                case 429 -> RETRY_LIMIT;
                case 503 -> RETRY_AWAY;
                default -> Map.of();
            };
            String languages = request.header("Accept-Language");
            String page = notice.page(base, languages == null ? "" : languages);
            return new SignOnReply(notice.status, headers, show.cookies(), "text/html", page);
        } else if (decision instanceof SignOnDecision.ShowLoginForm form) {
            // otherwise the form would be sent with the origin "null"
            Map<String, String> headers = Map.of("Referrer-Policy", "same-origin");
            return new SignOnReply(form.again() ? 403 : 200, headers, List.of(), null, null);
        } else if (decision instanceof SignOnDecision.AnswerRequest answer) {
            String type = answer.json() == null ? null : "application/json";
            return new SignOnReply(answer.status(), Map.of(), answer.cookies(), type, answer.json());
        }
        throw new IllegalArgumentException("not for the sign-on to answer: " + decision);
    }

    /** The answer to a request that has failed unexpectedly. */
    static SignOnReply of(LogException incident) {
        SignOnDecision.RefuseRequest refuse =
                new SignOnDecision.RefuseRequest(500, incident.failure().code(), String.valueOf(incident.getMessage()));
        return new SignOnReply(refuse.status(), Map.of(), List.of(), "application/json", json(refuse));
    }

    private static String json(SignOnDecision.RefuseRequest refuse) {
        return JsonValues.object()
                .add("type", "error")
                .add("view", JsonValues.text(null))
                .add("code", refuse.code())
                .add("message", SafeText.escaped(refuse.message()))
                .build()
                .toString();
    }
}
