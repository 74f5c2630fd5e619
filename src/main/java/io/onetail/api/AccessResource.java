package io.onetail.api;

import io.onetail.access.Policy;
import io.onetail.protocol.LogException;
import io.onetail.server.ConfigurationService;
import io.onetail.server.PeopleService;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** Why a person may see something, for administrators. */
@Path("access")
@Produces(MediaType.APPLICATION_JSON)
public class AccessResource {
    @Inject
    ConfigurationService configuration;

    @Inject
    PeopleService people;

    /** As {@link AccessAnswers#access}. */
    @GET
    public JsonObject access(
            @QueryParam("user") @Nullable String user,
            @QueryParam("groups") @Nullable String groups,
            @QueryParam("host") @Nullable String host,
            @QueryParam("source") @Nullable String source,
            @Context SecurityContext security)
            throws LogException {
        Policy policy = configuration.policy().get();
        ApiRequests.requireAdministrator(policy, security.getUserPrincipal());
        return new AccessAnswers(configuration.catalog().get(), policy, people.people())
                .access(user, groups, host, source);
    }
}
