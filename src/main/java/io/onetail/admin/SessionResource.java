package io.onetail.admin;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Who is asking; a browser whose WebSocket was refused learns here why, since it sees no status of an upgrade. */
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @GET
    public Response session(@Context SecurityContext security) {
        Principal user = security.getUserPrincipal();
        JsonValue name = user == null ? JsonValue.NULL : JSON.createValue(user.getName());
        return Response.ok(JSON.createObjectBuilder().add("user", name).build().toString())
                .header("Cache-Control", "no-store")
                .build();
    }
}
