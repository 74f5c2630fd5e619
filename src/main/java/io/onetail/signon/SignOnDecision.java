package io.onetail.signon;

import io.onetail.access.PersonPrincipal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
sealed interface SignOnDecision {
    /**
     * Goes on to what was asked for.
     *
     * @param who null if nobody is known, which mode {@code none} allows
     */
    record EnterApplication(@Nullable PersonPrincipal who) implements SignOnDecision {}

    /**
     * Is refused with a sentence.
     *
     * @param code for programs
     */
    record RefuseRequest(int status, String code, String message) implements SignOnDecision {}

    /**
     * Leads somewhere else.
     *
     * @param cookies to set, complete header values
     */
    record RedirectBrowser(String location, List<String> cookies) implements SignOnDecision {}

    /**
     * Gets a page that explains.
     *
     * @param reason what went wrong, for the log only; null if nothing did
     */
    record ShowNotice(NoticePage notice, @Nullable String reason, List<String> cookies) implements SignOnDecision {}

    /**
     * Gets a form.
     *
     * @param form the page of the application that holds it
     * @param again whether what was given before is wrong
     */
    record ShowLoginForm(String form, boolean again) implements SignOnDecision {}

    /**
     * Is answered.
     *
     * @param json the body, or null for none
     */
    record AnswerRequest(int status, @Nullable String json, List<String> cookies) implements SignOnDecision {}
}
