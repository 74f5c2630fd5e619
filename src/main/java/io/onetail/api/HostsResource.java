package io.onetail.api;

import io.onetail.protocol.LogException;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import io.onetail.server.PeopleService;
import io.onetail.server.TailService;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** The hosts and their logs, for the page's list. */
@Path("hosts")
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    @Inject
    ConfigurationService configuration;

    @Inject
    TailService tails;

    @Inject
    PeopleService people;

    @Inject
    AuditService audit;

    /** As {@link HostsAnswers#hosts}. */
    @GET
    public JsonObject hosts(@Context SecurityContext security) {
        return answers().hosts(security.getUserPrincipal());
    }

    /** As {@link HostsAnswers#logs}. */
    @GET
    @Path("{name}/logs")
    public JsonObject logs(@PathParam("name") String name, @Context SecurityContext security)
            throws LogException, InterruptedException {
        return answers().logs(name, security.getUserPrincipal());
    }

    /** As {@link HostsAnswers#may}. */
    @GET
    @Path("{name}/may")
    public JsonObject may(
            @PathParam("name") String name,
            @QueryParam("source") @Nullable String source,
            @Context SecurityContext security) {
        return answers().may(name, source, security.getUserPrincipal());
    }

    private HostsAnswers answers() {
        return new HostsAnswers(
                configuration.catalog(),
                configuration.policy(),
                tails.readers(),
                tails.listings(),
                people.people(),
                audit.audit());
    }
}
