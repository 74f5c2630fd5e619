package io.onetail.api;

import io.onetail.signon.SignOn;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/**
 * Who is asking. A browser's script asks here why a WebSocket was refused, since it does not see the status of an upgrade. A person who is
 * not signed in does not get here: the filter answers with 401.
 */
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    @Inject
    SignOn signOn;

    /** As {@link SessionAnswers#session}. */
    @GET
    public JsonObject session(@Context SecurityContext security) {
        return new SessionAnswers(signOn).session(security.getUserPrincipal());
    }

    /** The page says now and then that a person uses it. The filter has recorded when; nothing else is to be done. */
    @POST
    @Path("used")
    public void used() {}
}
