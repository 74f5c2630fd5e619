package io.onetail.config;

import io.onetail.catalog.Secret;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settings as they were at the start, and reports later changes in the server's log: that a setting takes
 * effect at the next start, and mistakes as soon as they are made. A scheduler calls {@link #refresh}. Safe for any
 * thread.
 */
public final class RestartWatch {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");

    private final Supplier<SettingsSnapshot> reader;
    private final SettingsSnapshot start;

    /** Replaced by {@link #refresh} only; volatile, because it is read without a lock. */
    private volatile SettingsSnapshot last;

    private volatile List<String> pending = List.of();

    /**
     * Settings as read at one moment.
     *
     * @param values the values found, by key, including bad ones
     */
    public record SettingsSnapshot(Settings settings, Map<String, Secret> values) {
        /** @param file why the configuration file can't be used, or null */
        public static SettingsSnapshot of(SettingsReader reader, @Nullable String file) {
            Settings settings = Settings.read(reader, file);
            return new SettingsSnapshot(settings, reader.values());
        }
    }

    /**
     * Reads the settings for the first time, and so blocks on the disk.
     *
     * @param reader reads the current settings
     */
    public RestartWatch(Supplier<SettingsSnapshot> reader) {
        this.reader = reader;
        this.start = reader.get();
        this.last = start;
        start.settings.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** The settings in effect. */
    public Settings settings() {
        return start.settings;
    }

    /** Mistakes in the current settings, and changes that are not in effect yet; a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(last.settings.problems());
        problems.addAll(pending);
        return problems;
    }

    /** Reads the settings again and logs what is new. Blocks on the disk. */
    public synchronized void refresh() {
        SettingsSnapshot now;
        try {
            now = reader.get();
        } catch (RuntimeException e) {
            return; // the hosts are read from the same configuration, and ConfigWatch logs that it can't be read
        }
        if (now.equals(last)) {
            return;
        }
        Set<String> wrong = new HashSet<>(last.settings.problems());
        now.settings.problems().stream().filter(wrong::add).forEach(problem -> LOG.log(Level.WARNING, problem));
        Set<String> told = new HashSet<>(pending);
        List<String> changed = changed(now);
        changed.stream().filter(told::add).forEach(sentence -> LOG.log(Level.INFO, sentence));
        pending = changed;
        last = now;
    }

    /** Changed keys, except those with a mistake: their values will not take effect. */
    private List<String> changed(SettingsSnapshot now) {
        Set<String> keys = new TreeSet<>(start.values.keySet());
        keys.addAll(now.values.keySet());
        keys.removeIf(key -> Objects.equals(start.values.get(key), now.values.get(key))
                || now.settings.problems().stream().anyMatch(problem -> problem.startsWith(key + " ")));
        return keys.stream()
                .map(key -> key + " has changed; it takes effect when the server is restarted.")
                .toList();
    }
}
