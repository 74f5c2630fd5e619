package io.onetail.signon;

import io.onetail.access.PersonPrincipal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with a request. */
sealed interface SignOnDecision {
    /**
     * It enters the application.
     *
     * @param who null if nobody has signed in, which mode {@code none} allows
     */
    record EnterApplication(@Nullable PersonPrincipal who) implements SignOnDecision {}

    /**
     * It is refused with a sentence.
     *
     * @param code the reason for programs
     */
    record RefuseRequest(int status, String code, String message) implements SignOnDecision {}

    /**
     * It is redirected.
     *
     * @param cookies cookies to set, as complete header values
     */
    record RedirectBrowser(String location, List<String> cookies) implements SignOnDecision {}

    /**
     * It is answered with a page that explains.
     *
     * @param reason what has gone wrong, for the log only; null if nothing has
     */
    record ShowNotice(NoticePage notice, @Nullable String reason, List<String> cookies) implements SignOnDecision {}

    /**
     * It is answered with a form.
     *
     * @param form the path of the form's page in the application
     * @param again whether the previous input was wrong
     */
    record ShowLoginForm(String form, boolean again) implements SignOnDecision {}

    /**
     * It is answered without entering the application.
     *
     * @param json the body, or null for none
     */
    record AnswerRequest(int status, @Nullable String json, List<String> cookies) implements SignOnDecision {}
}
