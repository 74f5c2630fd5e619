package io.onetail.access.signon;

import io.onetail.access.SignedIn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
sealed interface Decision {
    /**
     * Goes on to what was asked for.
     *
     * @param who null if nobody is known, which mode {@code none} allows
     */
    record Enter(@Nullable SignedIn who) implements Decision {}

    /**
     * Is refused with a sentence.
     *
     * @param code for programs
     * @param login whether signing in may help
     */
    record Refuse(int status, String code, String message, boolean login) implements Decision {}

    /**
     * Leads somewhere else.
     *
     * @param cookies to set, complete header values
     */
    record Go(String location, List<String> cookies) implements Decision {}

    /**
     * Gets a page that explains.
     *
     * @param reason what went wrong, for the log only; null if nothing did
     */
    record Show(Notice notice, @Nullable String reason, List<String> cookies) implements Decision {}

    /**
     * Gets a form.
     *
     * @param form the page of the application that holds it
     * @param again whether what was given before is wrong
     */
    record Ask(String form, boolean again) implements Decision {}

    /**
     * Is answered.
     *
     * @param json the body, or null for none
     */
    record Done(int status, @Nullable String json, List<String> cookies) implements Decision {}
}
