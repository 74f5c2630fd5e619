package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.signon.SignOnDecision.AnswerRequest;
import io.onetail.signon.SignOnDecision.RedirectBrowser;
import io.onetail.signon.SignOnDecision.RefuseRequest;
import io.onetail.signon.SignOnDecision.ShowLoginForm;
import io.onetail.signon.SignOnDecision.ShowNotice;
import io.onetail.testing.FakeSignOnRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignOnReplyTest {
    private static SignOnReply reply(SignOnDecision decision) {
        return SignOnReply.of(decision, FakeSignOnRequest.to("").with("Accept-Language", "zh-CN"), "/onetail/");
    }

    @Test
    void aRefusalIsJsonForPrograms() {
        SignOnReply refused = reply(new RefuseRequest(403, "forbidden", "Not\nhere."));
        assertEquals(403, refused.status());
        assertEquals("application/json", refused.type());
        assertEquals(
                "{\"type\":\"error\",\"view\":null,\"code\":\"forbidden\",\"message\":\"Not\\\\u000ahere.\"}",
                refused.body());
        assertEquals(Map.of(), refused.headers());
    }

    @Test
    void whoIsTooFastIsToldWhenToTryAgain() {
        assertEquals(
                Map.of("Retry-After", "1"),
                reply(new RefuseRequest(429, "limit", "Too fast.")).headers());
        assertEquals(
                Map.of("Retry-After", "1"),
                reply(new ShowNotice(NoticePage.TOO_MANY, null, List.of())).headers());
    }

    @Test
    void aPageThatTriesAgainSaysWhenAndOthersDoNot() {
        assertEquals("5", retryAfter(NoticePage.PROVIDER_AWAY));
        assertEquals("5", retryAfter(NoticePage.NOT_CONFIGURED));
        assertNull(retryAfter(NoticePage.LOGIN_FAILED));
        assertNull(retryAfter(NoticePage.SIGNED_OUT));
    }

    private static String retryAfter(NoticePage notice) {
        SignOnReply shown = reply(new ShowNotice(notice, null, List.of()));
        assertEquals(notice.status, shown.status());
        assertTrue(shown.body().contains("lang=\"zh-CN\""), shown.body());
        return shown.headers().get("Retry-After");
    }

    @Test
    void otherAnswersCarryTheirCookies() {
        SignOnReply redirect = reply(new RedirectBrowser("https://id.example.org/", List.of("a=1", "b=2")));
        assertEquals(303, redirect.status());
        assertEquals(Map.of("Location", "https://id.example.org/"), redirect.headers());
        assertEquals(List.of("a=1", "b=2"), redirect.cookies());
        SignOnReply answer = reply(new AnswerRequest(200, null, List.of("a=")));
        assertEquals(new SignOnReply(200, Map.of(), List.of("a="), null, null), answer);
    }

    @Test
    void aFormThatIsShownAgainIsARefusal() {
        assertEquals(200, reply(new ShowLoginForm("/login/form.html", false)).status());
        assertEquals(403, reply(new ShowLoginForm("/login/form.html", true)).status());
    }
}
