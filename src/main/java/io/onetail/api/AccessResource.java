package io.onetail.api;

import io.onetail.access.AccessExplanation;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.server.ConfigurationService;
import io.onetail.server.PeopleService;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why somebody may see something, for administrators. */
@Path("access")
@Produces(MediaType.APPLICATION_JSON)
public class AccessResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    ConfigurationService configuration;

    @Inject
    PeopleService people;

    /**
     * @param user whom it is about
     * @param groups theirs, with commas in between; if not given, as they were when they were here last
     * @param name the host that is asked about, if any
     * @param source the log that is asked about, if any
     */
    @GET
    public Response access(
            @QueryParam("user") @Nullable String user,
            @QueryParam("groups") @Nullable String groups,
            @QueryParam("host") @Nullable String name,
            @QueryParam("source") @Nullable String source,
            @Context SecurityContext security) {
        try {
            ApiRequests.administrator(configuration, security);
            if (user == null || !Person.isName(user)) {
                throw bad("'user' is missing, expected api/access?user=NAME[&groups=A,B][&host=NAME[&source=PATH]].");
            }
            if (source != null && name == null) {
                throw bad("'source' needs 'host'.");
            }
            Policy policy = configuration.policy().get();
            Catalog catalog = configuration.catalog().get();
            Host host = name == null ? null : catalog.host(name);
            RecentPeople.SeenPerson seen = groups == null ? people.people().find(user) : null;
            Person person = seen != null ? seen.person() : new Person(user, user, split(groups));
            JsonObjectBuilder json = JSON.createObjectBuilder()
                    .add("user", user)
                    .add("groups", array(new java.util.TreeSet<>(person.groups())))
                    .add("groupsFrom", seen != null ? "seen" : groups != null ? "given" : "none")
                    .add(
                            "seen",
                            seen == null
                                    ? JsonValue.NULL
                                    : JSON.createValue(seen.at().toString()))
                    .add("administers", policy.of(person).administers())
                    .add("problems", array(policy.problems()));
            explain(json, policy.explain(person, host, source));
            if (host != null && source != null) {
                json.add("notConfigured", text(missing(catalog, new LogId(host.name(), source))));
                json.add("masks", array(policy.maskPolicy().names(host, source)));
            }
            return Response.ok(json.build().toString())
                    .header("Cache-Control", "no-store")
                    .build();
        } catch (LogException e) {
            return ApiRequests.failure(e);
        } catch (IllegalArgumentException e) {
            return ApiRequests.failure(bad(e.getMessage() + "."));
        }
    }

    private static void explain(JsonObjectBuilder json, AccessExplanation explanation) {
        JsonArrayBuilder roles = JSON.createArrayBuilder();
        for (AccessExplanation.HeldRole held : explanation.roles()) {
            JsonArrayBuilder rules = JSON.createArrayBuilder();
            held.rules().forEach(rule -> {
                JsonObjectBuilder one = JSON.createObjectBuilder().add("rule", rule.rule());
                Boolean matches = rule.matches();
                rules.add(matches == null ? one : one.add("matches", matches));
            });
            roles.add(JSON.createObjectBuilder()
                    .add("role", held.role())
                    .add("because", array(held.because()))
                    .add("rules", rules));
        }
        json.add("roles", roles);
        JsonArrayBuilder verdicts = JSON.createArrayBuilder();
        explanation
                .verdicts()
                .forEach(verdict -> verdicts.add(JSON.createObjectBuilder()
                        .add("action", verdict.action().word())
                        .add("allowed", verdict.allowed())
                        .add("role", text(verdict.role()))
                        .add("rule", text(verdict.rule()))
                        .add("sentence", verdict.sentence())));
        json.add("actions", verdicts);
    }

    /** Why the log can't be viewed by anybody, or null. */
    private static @Nullable String missing(Catalog catalog, LogId log) {
        try {
            catalog.resolve(log);
            return null;
        } catch (LogException e) {
            return e.getMessage();
        }
    }

    private static Set<String> split(@Nullable String groups) {
        return groups == null
                ? Set.of()
                : Arrays.stream(groups.split(",", -1))
                        .map(String::strip)
                        .filter(group -> !group.isEmpty())
                        .collect(Collectors.toSet());
    }

    private static JsonArrayBuilder array(Collection<String> texts) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        texts.forEach(array::add);
        return array;
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }

    private static LogException bad(String message) {
        return new LogException(FailureCode.BAD_REQUEST, message);
    }
}
