package io.onetail.api;

import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.signon.SignOn;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is asking; a browser whose WebSocket was refused learns here why, since it sees no status of an upgrade. */
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    SignOn signOn;

    /** {@code refused} says why a WebSocket would be refused now, else it is null. Somebody who is not signed in gets 401 from the filter. */
    @GET
    public Response session(@Context SecurityContext security) {
        Person person = PersonPrincipal.personOf(security.getUserPrincipal());
        JsonArrayBuilder groups = JSON.createArrayBuilder();
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("user", text(person == null ? null : person.name()))
                .add("name", text(person == null ? null : person.shownName()))
                .add("mode", signOn.settings().mode().name().toLowerCase(Locale.ROOT))
                .add("logout", text(signOn.canSignOut() ? "logout" : null))
                .add("idleSeconds", idle())
                .add("refused", text(person == null ? null : signOn.quota().connectionRefusal(person)));
        if (person != null) {
            person.groups().stream().sorted().forEach(groups::add);
        }
        return Response.ok(json.add("groups", groups).build().toString())
                .header("Cache-Control", "no-store")
                .build();
    }

    /** The page says now and then that somebody uses it; the filter has put down when. */
    @POST
    @Path("used")
    public Response used() {
        return Response.noContent().build();
    }

    /** After how long without a sign of the person a session ends; null where somebody else decides that. */
    private JsonValue idle() {
        return signOn.canSignIn()
                ? JSON.createValue(signOn.settings().sessions().idle().toSeconds())
                : JsonValue.NULL;
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }
}
