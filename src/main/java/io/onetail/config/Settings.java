package io.onetail.config;

import io.onetail.access.AuditSettings;
import io.onetail.history.HistorySettings;
import io.onetail.history.ListSettings;
import io.onetail.protocol.LivenessTimes;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.redis.RedisSettings;
import io.onetail.signon.AccessSettings;
import io.onetail.tail.TailSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All settings except those of hosts and rights, as they were when the application started. Hosts and rights are reread
 * by {@link ConfigWatch}. Immutable.
 *
 * @param executor JNDI name of the server's executor that runs the loops; null for the application's own
 * @param problems mistakes, a sentence each; where a value is bad, the default is used
 */
public record Settings(
        @Nullable String executor,
        TailSettings tail,
        RelaySettings relay,
        ViewerSettings viewer,
        AccessSettings access,
        AuditSettings audit,
        ListSettings listing,
        HistorySettings history,
        RedisSettings redis,
        List<String> problems) {
    private static final String EXECUTOR = "onetail.executor";

    /** The executor has 64 threads, and the subscribers and leases need some. */
    private static final int MOST_WORKERS = 48;

    public Settings {
        problems = List.copyOf(problems);
    }

    static Settings read(SettingsReader reader) {
        return read(reader, null);
    }

    /**
     * Reads all settings. Blocks on the disk. Never throws for a bad value.
     *
     * @param file why the configuration file can't be used, or null
     */
    static Settings read(SettingsReader reader, @Nullable String file) {
        TailSettings tail = tail(reader);
        RelaySettings relay = relay(reader, tail.lease());
        ViewerSettings viewer = viewer(reader);
        AccessSettings access = AccessSettingsReader.read(reader, file);
        AuditSettings audit = new AuditSettings(reader.integer("onetail.audit.entries", "10000", 0, 1_000_000));
        ListSettings listing = listing(reader);
        HistorySettings history = history(reader);
        RedisSettings redis = RedisSettingsReader.read(reader, tail.lease());
        String executor = reader.optional(EXECUTOR);
        unknown(reader);
        return new Settings(executor, tail, relay, viewer, access, audit, listing, history, redis, reader.problems());
    }

    private static TailSettings tail(SettingsReader reader) {
        int preroll = Math.toIntExact(reader.size("onetail.tail.preroll", "128KiB", "0B", "16MiB"));
        return new TailSettings(
                reader.duration("onetail.tail.lease", "5s", "1s", "5m"),
                preroll,
                Math.max(preroll, reader.size("onetail.tail.catch-up-limit", "256MiB", "0B", "1024GiB")),
                reader.duration("onetail.tail.line-hold", "1s", "0s", "1m"),
                Math.toIntExact(reader.size("onetail.tail.buffer", "4MiB", "256KiB", "256MiB")));
    }

    private static RelaySettings relay(SettingsReader reader, Duration lease) {
        int one = Math.toIntExact(reader.size("onetail.relay.recent-bytes", "16MiB", "256KiB", "1GiB"));
        long total = reader.size("onetail.relay.recent-bytes-total", "256MiB", "256KiB", "64GiB");
        if (total < one) {
            reader.problem("onetail.relay.recent-bytes-total is " + total + " bytes, expected at least the " + one
                    + " bytes of onetail.relay.recent-bytes, which are used instead.");
        }
        return new RelaySettings(
                one,
                Math.max(one, total),
                reader.duration("onetail.tail.linger", "10s", "0s", "1h"),
                reader.size("onetail.relay.backfill", "64MiB", "0B", "1024GiB"),
                reader.integer("onetail.relay.max-logs", "5000", 1, 1_000_000),
                LivenessTimes.DEFAULT.takeover(lease));
    }

    private static ViewerSettings viewer(SettingsReader reader) {
        int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ViewerSettings(
                reader.integer(
                        "onetail.viewer.workers", String.valueOf(Math.min(cores, MOST_WORKERS)), 1, MOST_WORKERS),
                reader.integer("onetail.viewer.max-views", "100", 1, 100_000),
                reader.duration("onetail.viewer.send-timeout", "30s", "1s", "1h"),
                reader.durationOrOff("onetail.viewer.unattended-limit", "1s", "30d"));
    }

    private static ListSettings listing(SettingsReader reader) {
        return new ListSettings(reader.integer("onetail.list.limit", "1000", 1, 100_000));
    }

    private static HistorySettings history(SettingsReader reader) {
        return new HistorySettings(
                reader.integer("onetail.history.per-host", "4", 1, 1_000),
                reader.integer("onetail.history.per-server", "8", 1, 10_000),
                reader.integer("onetail.history.search-hits", "500", 1, 10_000),
                reader.size("onetail.history.search-bytes", "256MiB", "1MiB", "64GiB"),
                reader.duration("onetail.history.send-timeout", "10s", "1s", "1h"));
    }

    /** Reports unknown names, so that a misspelt setting does not go unnoticed. */
    private static void unknown(SettingsReader reader) {
        Set<String> all = new TreeSet<>(reader.known().keySet());
        all.addAll(
                List.of(HostsReader.LIST, HostsReader.SSH, RolesReader.LIST, MasksReader.LIST, FileConfigSource.KEY));
        Arrays.stream(HostSetting.values()).filter(key -> key.common).forEach(key -> all.add(key.ofAll()));
        for (String name : reader.names()) {
            if (!reader.known().containsKey(name)
                    && !HostsReader.knows(name)
                    && !RolesReader.knows(name)
                    && !MasksReader.knows(name)) {
                reader.problem(name + " is not a setting of Onetail; its value is not used." + meant(name, all));
            }
        }
    }

    /** Looks for a misspelt section too: as a whole, {@code onetail.hots.web-1.logs} resembles no setting. */
    private static String meant(String name, Set<String> all) {
        String near = SpellingHint.meant(name, all);
        String[] parts = name.split("\\.", 3);
        return !near.isEmpty() || parts.length < 3
                ? near
                : SpellingHint.meant(
                        parts[0] + "." + parts[1] + ".",
                        List.of(HostSetting.HOSTS, HostSetting.DEFAULTS, RolesReader.ROLES, MasksReader.MASKS));
    }
}
