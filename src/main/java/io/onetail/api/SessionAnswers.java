package io.onetail.api;

import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.protocol.JsonValues;
import io.onetail.signon.SignOn;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells people who they are. Safe for any thread. */
record SessionAnswers(SignOn signOn) {
    /**
     * Who sent a request, and with {@code refused} why a WebSocket would be refused now, else null.
     *
     * @param principal of the request; null if nobody is known
     */
    JsonObject session(@Nullable Principal principal) {
        Person person = PersonPrincipal.personOf(principal);
        return JsonValues.object()
                .add("user", JsonValues.text(person == null ? null : person.name()))
                .add("name", JsonValues.text(person == null ? null : person.shownName()))
                .add("mode", signOn.settings().mode().name().toLowerCase(Locale.ROOT))
                .add("logout", JsonValues.text(signOn.canSignOut() ? "logout" : null))
                .add("idleSeconds", idle())
                .add(
                        "refused",
                        JsonValues.text(person == null ? null : signOn.quota().connectionRefusal(person)))
                .add(
                        "groups",
                        JsonValues.array(
                                person == null
                                        ? List.of()
                                        : person.groups().stream().sorted().toList()))
                .build();
    }

    /** After how many seconds without a sign of the person a session ends; null where that is not decided here. */
    private JsonValue idle() {
        return JsonValues.number(
                signOn.canSignIn() ? signOn.settings().sessions().idle().toSeconds() : null);
    }
}
