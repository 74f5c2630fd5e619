package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.access.AuditLog;
import io.onetail.access.Person;
import io.onetail.access.PersonPrincipal;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.access.RequestPrincipal;
import io.onetail.access.Rights;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.catalog.LogSource;
import io.onetail.catalog.Visibility;
import io.onetail.history.HostListing;
import io.onetail.history.SharedListings;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.tail.HostReaders;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.Principal;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts and logs that a person may see. A {@code principal} is that of the request, null if nobody is known. Safe for any thread.
 *
 * @param catalog the hosts as they are now
 * @param policy the rights as they are now
 * @param readers say what can't be promised of a host's files
 * @param listings the files of hosts
 * @param people are told who was here
 * @param audit is told who asked for a host that is not there, or not for them
 */
record HostsAnswers(
        Supplier<Catalog> catalog,
        Supplier<Policy> policy,
        HostReaders readers,
        SharedListings listings,
        RecentPeople people,
        AuditLog audit) {
    /** All hosts by name, with what is known without asking them: their commands. */
    JsonObject hosts(@Nullable Principal principal) {
        Rights rights = rights(principal);
        Person person = rights.person();
        if (person != null) {
            people.seen(person);
        }
        JsonArrayBuilder hosts = JsonValues.array();
        for (Host host : catalog.get().hosts()) {
            if (!rights.sees(host)) {
                continue;
            }
            JsonObjectBuilder labels = JsonValues.object();
            host.labels().forEach(labels::add);
            hosts.add(JsonValues.object()
                    .add("name", host.name())
                    .add("description", JsonValues.text(host.description()))
                    .add("labels", labels)
                    .add("logs", commands(host, rights)));
        }
        return JsonValues.object()
                .add("hosts", hosts)
                .add("note", JsonValues.text(rights.nothing()))
                .add("administers", rights.administers())
                .build();
    }

    /**
     * One host's commands, and the files that its globs match now. Blocks on the host.
     *
     * @throws LogException if the host is not there, or not for this person, which is the same, or if it can't be asked
     */
    JsonObject logs(String name, @Nullable Principal principal) throws LogException, InterruptedException {
        try {
            return logs(name, rights(principal));
        } catch (LogException e) {
            if (e.failure() == FailureCode.NOT_FOUND) {
                audit.refused(
                        PersonPrincipal.personOf(principal),
                        RequestPrincipal.addressOf(principal),
                        "list " + name,
                        String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private JsonObject logs(String name, Rights rights) throws LogException, InterruptedException {
        Host host = catalog.get().host(name, rights);
        JsonArrayBuilder logs = commands(host, rights);
        HostListing.ListedFiles files = listings.of(host, rights);
        files.found()
                .forEach(file -> logs.add(JsonValues.object()
                        .add("source", file.path())
                        .add("kind", "file")
                        .add("size", file.size())
                        .add("modified", file.modified().toString())));
        JsonObjectBuilder crowded = JsonValues.object();
        files.crowded().forEach(crowded::add);
        return JsonValues.object()
                .add("host", name)
                .add("logs", logs)
                .add("lacks", lacks(name))
                .add("truncated", files.truncated())
                .add("crowded", crowded)
                .build();
    }

    /** What can't be promised of the host's files; its reader here has said so when it was asked for them. */
    private JsonArrayBuilder lacks(String host) throws LogException {
        return JsonValues.array(ReaderLimitation.words(readers.of(host).lacks().stream()
                .filter(ReaderLimitation::isOfFiles)
                .collect(Collectors.toSet())));
    }

    /** What a person may do with a log besides viewing it: nothing, if it is not there or not for them. */
    JsonObject may(String host, @Nullable String source, @Nullable Principal principal) {
        return JsonValues.object()
                .add("download", can(Action.DOWNLOAD, host, source, rights(principal)))
                .build();
    }

    private boolean can(Action action, String host, @Nullable String source, Rights rights) {
        try {
            return catalog.get().resolve(ApiRequests.log(host, source), rights.to(action))
                    instanceof LogSource.FileSource; // a command's output is in no file
        } catch (LogException e) {
            return false;
        }
    }

    private static JsonArrayBuilder commands(Host host, Visibility visibility) {
        JsonArrayBuilder commands = JsonValues.array();
        host.commands().forEach((name, command) -> {
            if (visibility.sees(host, name)) {
                commands.add(JsonValues.object()
                        .add("source", name)
                        .add("kind", "command")
                        .add("description", command));
            }
        });
        return commands;
    }

    private Rights rights(@Nullable Principal principal) {
        return ApiRequests.rights(policy.get(), principal);
    }
}
