package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.access.RequestPrincipal;
import io.onetail.access.Rights;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.catalog.LogSource;
import io.onetail.catalog.Visibility;
import io.onetail.history.HostListing;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimit;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import io.onetail.server.PeopleService;
import io.onetail.server.TailService;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The hosts and their logs, for the page's list. */
@Path("hosts")
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    ConfigurationService configuration;

    @Inject
    TailService tails;

    @Inject
    PeopleService people;

    @Inject
    AuditService audit;

    /** All hosts by name, with what is known without asking them: their commands. */
    @GET
    public Response hosts(@Context SecurityContext security) {
        Rights rights = ApiRequests.rights(configuration, security);
        Person person = rights.person();
        if (person != null) {
            people.people().seen(person);
        }
        Catalog catalog = configuration.catalog().get();
        JsonArrayBuilder hosts = JSON.createArrayBuilder();
        for (Host host : catalog.hosts()) {
            if (!rights.sees(host)) {
                continue;
            }
            JsonObjectBuilder labels = JSON.createObjectBuilder();
            host.labels().forEach(labels::add);
            JsonObjectBuilder json = JSON.createObjectBuilder()
                    .add("name", host.name())
                    .add("description", text(host.description()))
                    .add("labels", labels);
            hosts.add(json.add("logs", commands(host, rights)));
        }
        return ok(JSON.createObjectBuilder()
                .add("hosts", hosts)
                .add("note", text(rights.nothing()))
                .add("administers", rights.administers())
                .build());
    }

    /** One host's files behind its globs, as the host has them now, and its commands. */
    @GET
    @Path("{name}/logs")
    public Response logs(@PathParam("name") String name, @Context SecurityContext security)
            throws InterruptedException {
        try {
            Rights rights = ApiRequests.rights(configuration, security);
            Host host = configuration.catalog().get().host(name, rights);
            JsonArrayBuilder logs = commands(host, rights);
            HostListing.ListedFiles files = tails.listings().of(host, rights);
            files.found()
                    .forEach(file -> logs.add(JSON.createObjectBuilder()
                            .add("source", file.path())
                            .add("kind", "file")
                            .add("size", file.size())
                            .add("modified", file.modified().toString())));
            JsonObjectBuilder crowded = JSON.createObjectBuilder();
            files.crowded().forEach(crowded::add);
            return ok(JSON.createObjectBuilder()
                    .add("host", name)
                    .add("logs", logs)
                    .add("lacks", lacks(name))
                    .add("truncated", files.truncated())
                    .add("crowded", crowded)
                    .build());
        } catch (LogException e) {
            if (e.failure() == FailureCode.NOT_FOUND) {
                audit.audit()
                        .refused(
                                PersonPrincipal.personOf(security.getUserPrincipal()),
                                RequestPrincipal.addressOf(security.getUserPrincipal()),
                                "list " + name,
                                String.valueOf(e.getMessage()));
            }
            return ApiRequests.failure(e);
        }
    }

    /** What can't be promised of the host's files, as far as its reader here has said: it has, if files were asked for. */
    private JsonArrayBuilder lacks(String host) throws LogException {
        return JSON.createArrayBuilder(ReaderLimit.words(tails.readers().of(host).lacks().stream()
                .filter(ReaderLimit::isOfFiles)
                .collect(Collectors.toSet())));
    }

    /** What the one who asks can do with a log besides viewing it; nothing with one that is not there, or not for them. */
    @GET
    @Path("{name}/may")
    public Response may(
            @PathParam("name") String name,
            @QueryParam("source") @Nullable String source,
            @Context SecurityContext security) {
        Rights rights = ApiRequests.rights(configuration, security);
        return ok(JSON.createObjectBuilder()
                .add("download", can(Action.DOWNLOAD, name, source, rights))
                .build());
    }

    private boolean can(Action action, String name, @Nullable String source, Rights rights) {
        try {
            return configuration.catalog().get().resolve(ApiRequests.log(name, source), rights.to(action))
                    instanceof LogSource.FileSource; // what a command has said is in no file
        } catch (LogException e) {
            return false;
        }
    }

    private static JsonArrayBuilder commands(Host host, Visibility visibility) {
        JsonArrayBuilder commands = JSON.createArrayBuilder();
        host.commands().forEach((name, command) -> {
            if (visibility.sees(host, name)) {
                commands.add(JSON.createObjectBuilder()
                        .add("source", name)
                        .add("kind", "command")
                        .add("description", command));
            }
        });
        return commands;
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }

    private static Response ok(JsonObject body) {
        CacheControl fresh = new CacheControl();
        fresh.setNoStore(true);
        return Response.ok(body.toString()).cacheControl(fresh).build();
    }
}
