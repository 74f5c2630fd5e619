package io.onetail.api;

import io.onetail.protocol.LogException;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** Who did what on any of the servers, for administrators. */
@Path("audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    ConfigurationService configuration;

    @Inject
    AuditService audit;

    /** As {@link AuditAnswers#newest}. */
    @GET
    public JsonObject audit(
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @Context SecurityContext security)
            throws LogException {
        ApiRequests.requireAdministrator(configuration.policy().get(), security.getUserPrincipal());
        return new AuditAnswers(audit.events()).newest(before, limit);
    }
}
