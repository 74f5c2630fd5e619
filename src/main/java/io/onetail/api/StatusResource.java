package io.onetail.api;

import io.onetail.protocol.LogException;
import io.onetail.server.ConfigurationService;
import io.onetail.server.RedisSubscriberService;
import io.onetail.server.TailService;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** What this server has open at the moment, and what is wrong in its configuration, for administrators. */
@Path("status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    RedisSubscriberService relay;

    @Inject
    TailService tails;

    @Inject
    ConfigurationService configuration;

    /** As {@link StatusAnswers#status}. */
    @GET
    public JsonObject status(@Context SecurityContext security) throws LogException {
        ApiRequests.requireAdministrator(configuration.policy().get(), security.getUserPrincipal());
        return new StatusAnswers(relay.channels().status(), tails.running(), configuration.problems()).status();
    }
}
