package io.onetail.admin;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.history.Listing;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.runtime.Configuration;
import io.onetail.runtime.TailService;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The hosts and their logs, for the page's list. */
@Path("hosts")
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    Configuration configuration;

    @Inject
    TailService tails;

    /** All hosts by name, with what is known without asking them: their commands. */
    @GET
    public Response hosts() {
        Catalog catalog = configuration.catalog().get();
        JsonArrayBuilder hosts = JSON.createArrayBuilder();
        for (Host host : catalog.hosts()) {
            JsonObjectBuilder labels = JSON.createObjectBuilder();
            host.labels().forEach(labels::add);
            JsonObjectBuilder json = JSON.createObjectBuilder()
                    .add("name", host.name())
                    .add("description", text(host.description()))
                    .add("labels", labels);
            hosts.add(json.add("logs", commands(host)));
        }
        return ok(JSON.createObjectBuilder().add("hosts", hosts).build());
    }

    /** One host's files behind its globs, as the host has them now, and its commands. */
    @GET
    @Path("{name}/logs")
    public Response logs(@PathParam("name") String name) throws InterruptedException {
        try {
            Host host = configuration.catalog().get().host(name);
            JsonArrayBuilder logs = commands(host);
            Listing.Files files = Listing.of(
                    host, tails.transports(), configuration.settings().listing());
            files.found()
                    .forEach(file -> logs.add(JSON.createObjectBuilder()
                            .add("source", file.path())
                            .add("kind", "file")
                            .add("size", file.size())
                            .add("modified", file.modified().toString())));
            return ok(JSON.createObjectBuilder()
                    .add("host", name)
                    .add("logs", logs)
                    .add("truncated", files.truncated())
                    .build());
        } catch (LogException e) {
            return failure(e);
        }
    }

    private static JsonArrayBuilder commands(Host host) {
        JsonArrayBuilder commands = JSON.createArrayBuilder();
        host.commands()
                .forEach((name, command) -> commands.add(JSON.createObjectBuilder()
                        .add("source", name)
                        .add("kind", "command")
                        .add("description", command)));
        return commands;
    }

    private static JsonValue text(@org.jspecify.annotations.Nullable String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }

    private static Response ok(JsonObject body) {
        CacheControl fresh = new CacheControl();
        fresh.setNoStore(true);
        return Response.ok(body.toString()).cacheControl(fresh).build();
    }

    private static Response failure(LogException e) {
        return Response.status(status(e.failure()))
                .entity(JSON.createObjectBuilder()
                        .add("code", e.failure().code())
                        .add("message", String.valueOf(e.getMessage()))
                        .build()
                        .toString())
                .build();
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case BAD_REQUEST -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case LIMIT -> 429;
            case UNREACHABLE, AUTH_FAILED, HOST_KEY, UNREADABLE -> 502;
            case INTERNAL -> 500;
        };
    }
}
