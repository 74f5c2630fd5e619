package io.onetail.api;

import io.onetail.access.AccessExplanation;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a person may do something with a log, or may not. Safe for any thread.
 *
 * @param catalog the hosts at this moment
 * @param policy the rights at this moment
 * @param people who was here lately, with their groups
 */
record AccessAnswers(Catalog catalog, Policy policy, RecentPeople people) {
    /**
     * @param user the person's name in rules
     * @param groups the person's groups, separated by commas; if null, those that they had when they were here last
     * @param name the host in question; null for none
     * @param source the log in question; null for none
     * @throws LogException bad-request if the question is not valid; not-found for an unknown host
     */
    JsonObject access(@Nullable String user, @Nullable String groups, @Nullable String name, @Nullable String source)
            throws LogException {
        if (user == null || !Person.isName(user)) {
            throw ApiRequests.badRequest(
                    "'user' is missing, expected api/access?user=NAME[&groups=A,B][&host=NAME[&source=PATH]].");
        }
        if (source != null && name == null) {
            throw ApiRequests.badRequest("'source' needs 'host'.");
        }
        Host host = name == null ? null : catalog.host(name);
        LogId log = host == null || source == null ? null : ApiRequests.log(host.name(), source);
        RecentPeople.SeenPerson seen = groups == null ? people.find(user) : null;
        Person person = seen != null ? seen.person() : new Person(user, user, split(groups));
        JsonObjectBuilder json = JsonValues.object()
                .add("user", user)
                .add("groups", JsonValues.array(new TreeSet<>(person.groups())))
                .add("groupsFrom", seen != null ? "seen" : groups != null ? "given" : "none")
                .add("seen", JsonValues.text(seen == null ? null : seen.at().toString()))
                .add("administers", policy.of(person).administers())
                .add("problems", JsonValues.array(policy.problems()));
        explain(json, policy.explain(person, host, source));
        if (host != null && log != null) {
            json.add("notConfigured", JsonValues.text(missing(log)));
            json.add("masks", JsonValues.array(policy.maskPolicy().names(host, log.source())));
        }
        return json.build();
    }

    private static void explain(JsonObjectBuilder json, AccessExplanation explanation) {
        JsonArrayBuilder roles = JsonValues.array();
        for (AccessExplanation.HeldRole held : explanation.roles()) {
            JsonArrayBuilder rules = JsonValues.array();
            held.rules().forEach(rule -> {
                JsonObjectBuilder one = JsonValues.object().add("rule", rule.rule());
                Boolean matches = rule.matches();
                rules.add(matches == null ? one : one.add("matches", matches));
            });
            roles.add(JsonValues.object()
                    .add("role", held.role())
                    .add("because", JsonValues.array(held.because()))
                    .add("rules", rules));
        }
        json.add("roles", roles);
        JsonArrayBuilder actions = JsonValues.array();
        explanation
                .verdicts()
                .forEach(verdict -> actions.add(JsonValues.object()
                        .add("action", verdict.action().word())
                        .add("allowed", verdict.allowed())
                        .add("role", JsonValues.text(verdict.role()))
                        .add("rule", JsonValues.text(verdict.rule()))
                        .add("sentence", verdict.sentence())));
        json.add("actions", actions);
    }

    /** Why nobody can view the log, or null. */
    private @Nullable String missing(LogId log) {
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
}
