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
 * Holds the settings as they were at the start, and says in the log what becomes of them later: that one has changed and will count from the
 * next start, and what is wrong with it as soon as it is written. {@link #refresh} is to be called by a scheduler. Safe for any thread.
 */
public final class RestartWatch {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");

    private final Supplier<SettingsSnapshot> reader;
    private final SettingsSnapshot start;

    /** Replaced by {@link #refresh} only, read without a lock. */
    private volatile SettingsSnapshot last;

    private volatile List<String> pending = List.of();

    /**
     * Settings as they were read once.
     *
     * @param values what was found of each key, bad ones included
     */
    public record SettingsSnapshot(Settings settings, Map<String, Secret> values) {
        /** @param file why the file of settings can't be used, or null */
        public static SettingsSnapshot of(SettingsReader reader, @Nullable String file) {
            Settings settings = Settings.read(reader, file);
            return new SettingsSnapshot(settings, reader.values());
        }
    }

    /**
     * Reads them for the first time, so blocks on the disk.
     *
     * @param reader gives what the configuration says now
     */
    public RestartWatch(Supplier<SettingsSnapshot> reader) {
        this.reader = reader;
        this.start = reader.get();
        this.last = start;
        start.settings.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** The settings in force. */
    public Settings settings() {
        return start.settings;
    }

    /** What is wrong in what the configuration says now, and what of it is not in force yet; a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(last.settings.problems());
        problems.addAll(pending);
        return problems;
    }

    /** Reads the configuration again and says what is new. Blocks on the disk. */
    public synchronized void refresh() {
        SettingsSnapshot now;
        try {
            now = reader.get();
        } catch (RuntimeException e) {
            return; // the hosts are read from the same, and that they can't be is said there
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

    /** Of a key that has a mistake, the mistake alone is said: its value will not take effect. */
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
