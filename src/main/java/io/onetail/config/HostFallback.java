package io.onetail.config;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides about hosts whose settings have a mistake. Such a host stays entirely as it was: an old password must not be
 * sent to a new address. Only restrictions take effect at once: logs and commands that are no longer listed, and {@code
 * sudo} that is no longer set. A host whose labels have changed can't stay, because rights and masks depend on labels;
 * it is listed but can't be used, and so is a new host. For one thread and one pass.
 */
final class HostFallback {
    private static final int MOST_NAMED = 5;

    private final @Nullable Catalog before;
    private final Map<String, List<String>> kept = new LinkedHashMap<>();
    private final Map<String, List<String>> refused = new LinkedHashMap<>();
    private final Set<String> faulty = new TreeSet<>();

    HostFallback(@Nullable Catalog before) {
        this.before = before;
    }

    /**
     * The host to use in place of a faulty one.
     *
     * @param host the host as far as its settings are understood
     * @param unclear keys that have a mistake
     * @param mistakes the mistakes, a sentence each
     */
    Host of(Host host, Set<HostSetting> unclear, List<String> mistakes) {
        Host old = before == null ? null : before.usable(host.name());
        boolean stays = old != null
                && (unclear.contains(HostSetting.LABELS) || old.labels().equals(host.labels()));
        for (String mistake : mistakes) {
            (stays ? kept : refused)
                    .computeIfAbsent(mistake, first -> new ArrayList<>())
                    .add(host.name());
        }
        if (old != null && stays) {
            return less(old, host, unclear);
        }
        faulty.add(host.name());
        return host;
    }

    private static Host less(Host old, Host now, Set<HostSetting> unclear) {
        Map<String, String> commands = new LinkedHashMap<>(old.commands());
        if (!unclear.contains(HostSetting.COMMANDS)) {
            commands.entrySet().retainAll(now.commands().entrySet());
        }
        return new Host(
                old.name(),
                old.description(),
                old.labels(),
                old.login(),
                unclear.contains(HostSetting.LOGS)
                        ? old.logs()
                        : old.logs().stream().filter(now.logs()::contains).toList(),
                commands,
                old.charset(),
                old.charsets(),
                old.sudo() && (now.sudo() || unclear.contains(HostSetting.SUDO)),
                old.stderr());
    }

    /** Names of the hosts that can't be used. */
    Set<String> faulty() {
        return faulty;
    }

    /** The mistakes and their consequences, one note for all hosts with the same mistake. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        kept.forEach((mistake, hosts) ->
                notes.add(named(hosts) + (hosts.size() == 1 ? " stays as it was" : " stay as they were")
                        + " until this is corrected: " + mistake));
        refused.forEach(
                (mistake, hosts) -> notes.add(named(hosts) + " can't be used until this is corrected: " + mistake));
        return notes;
    }

    private static String named(List<String> hosts) {
        if (hosts.size() == 1) {
            return "Host '" + hosts.get(0) + "'";
        }
        int shown = hosts.size() <= MOST_NAMED ? hosts.size() - 1 : MOST_NAMED - 1;
        int more = hosts.size() - shown;
        return "Hosts '" + String.join("', '", hosts.subList(0, shown)) + "' and "
                + (more == 1 ? "'" + hosts.get(shown) + "'" : more + " others");
    }
}
