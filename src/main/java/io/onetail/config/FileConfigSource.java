package io.onetail.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings in the file that {@code onetail.config.file} names, read again when it changes: the only way to change
 * settings at run time that is the same on every server. Created by the server; all instances share one reader of the
 * file. Safe for any thread.
 *
 * <p>Its ordinal is 101, one above what a WAR contains and below everything that an operator can set on a server:
 * system properties (400), environment (300) and the consoles' own sources (Payara's begin at 105). A {@code
 * config_ordinal} in the file changes it, for the next start.
 */
public final class FileConfigSource implements ConfigSource {
    /** The setting that names the file. */
    public static final String KEY = "onetail.config.file";

    private static final int ORDINAL = 101;

    /** Set by {@link #locate}; volatile, because any thread may read a setting. */
    private static volatile @Nullable String located;

    private static final ConfigFile FILE = new ConfigFile(FileConfigSource::place, System::nanoTime);

    /**
     * Looks up the file's name among all settings, so that it can also be set in a server's console. The source can't
     * do this itself: while a server builds its configuration, a source that asks for it would make it build another
     * one. Until the first call, only a system property or environment variable counts.
     */
    public static void locate(Config config) {
        located = config.getOptionalValue(KEY, String.class).orElse(null);
    }

    /** Why the file's newest content is not in effect, a sentence, or null. */
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
