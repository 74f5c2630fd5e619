package io.onetail.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings in the file that {@code onetail.config.file} names, read again when it changes: the one way to change
 * settings while running that is the same on every server. Made by the server; all instances share one reader of the file. Safe for any
 * thread.
 *
 * <p>Its ordinal is 101, one above what a WAR brings along and below everything an operator can set on a server:
 * system properties (400), environment (300) and the consoles' own sources (Payara's begin at 105). A
 * {@code config_ordinal} in the file changes it, for the next start.
 */
public final class FileConfigSource implements ConfigSource {
    /** The setting that names the file. */
    public static final String KEY = "onetail.config.file";

    private static final int ORDINAL = 101;

    /** Set by {@link #locate}; volatile, because any thread that reads a setting looks at it. */
    private static volatile @Nullable String located;

    private static final ConfigFile FILE = new ConfigFile(FileConfigSource::place, System::nanoTime);

    /**
     * Looks for the file's name among all settings, so that a server's console can give it too. Not done by the source
     * itself: while a server builds its configuration, a source that asks for it would build another one. Until the
     * first call only a system property or environment variable counts.
     */
    public static void locate(Config config) {
        located = config.getOptionalValue(KEY, String.class).orElse(null);
    }

    /** Why the file's newest content is not in force, a sentence, or null. */
    public static @Nullable String problem() {
        FILE.values();
        return FILE.problem();
    }

    private static @Nullable Path place() {
        String text = located;
        if (text == null) {
            text = System.getProperty(KEY, System.getenv(SettingsNames.variable(KEY)));
        }
        return text == null || text.isBlank() ? null : Path.of(text.strip());
    }

    @Override
    public Map<String, String> getProperties() {
        return FILE.values();
    }

    @Override
    public Set<String> getPropertyNames() {
        return FILE.values().keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return name.equals(KEY) ? null : FILE.values().get(name);
    }

    @Override
    public String getName() {
        return "Onetail's file";
    }

    @Override
    public int getOrdinal() {
        try {
            return Integer.parseInt(
                    FILE.values().getOrDefault(CONFIG_ORDINAL, "").strip());
        } catch (NumberFormatException e) {
            return ORDINAL;
        }
    }
}
