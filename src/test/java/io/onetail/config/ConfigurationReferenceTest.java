package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the configuration reference and the example with what the code reads. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("src/site/markdown/configuration.md");
    private static final Path EXAMPLE = Path.of("server-config/onetail.properties");
    private static final Pattern ROW =
            Pattern.compile("\\| `(onetail\\.[^`]+)` \\| ?([^|]*?) \\| ([^|]+) \\| ?([^|]*?) ?\\|");

    /** Keys that the code reads, with their defaults. */
    private static Map<String, String> read() {
        SettingsReader reader = new SettingsReader(ConfigFixture.of());
        Settings.read(reader);
        HostsReader.read(reader, null, null);
        RolesReader.read(reader, false, null);
        Map<String, String> keys = new TreeMap<>(reader.known());
        for (HostSetting key : HostSetting.values()) {
            keys.put(key.of("NAME"), key.fallback);
            if (key.common) {
                keys.put(key.ofAll(), key.fallback);
            }
        }
        keys.put("onetail.host.NAME.command.CMD", "");
        List.of("groups", "users", "allow").forEach(word -> keys.put(RolesReader.ROLES + "NAME." + word, ""));
        List.of("pattern", "on").forEach(word -> keys.put(MasksReader.MASKS + "NAME." + word, ""));
        keys.put(MasksReader.MASKS + "NAME.on", "any");
        keys.put(FileConfigSource.KEY, "");
        keys.put("onetail.viewer.workers", "one for each core, 2 at least");
        return keys;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertEquals(null, rows.put(row.group(1), row.group(2)), line + " is there twice");
            } else {
                assertFalse(
                        line.startsWith("| `onetail."),
                        "expected a row with key, default, format and meaning, got " + line);
            }
        }
        return rows;
    }

    @Test
    void everyKeyHasARowWithItsDefaultAndEveryRowAKey() throws IOException {
        assertEquals(read(), documented());
    }

    @Test
    void theExampleShowsEveryKeyAndIsWithoutAMistake() throws IOException {
        String text = Files.readString(EXAMPLE);
        Set<String> missing = new TreeSet<>(read().keySet());
        missing.remove(FileConfigSource.KEY); // can't stand in the file
        missing.removeIf(key -> Pattern.compile(
                        "^#?"
                                + Pattern.quote(key)
                                        .replace("NAME", "\\E[a-z0-9-]+\\Q")
                                        .replace("CMD", "\\E[a-z]+\\Q") + " = ",
                        Pattern.MULTILINE)
                .matcher(text)
                .find());
        assertEquals(Set.of(), missing);

        check(text);
        // and settings that are commented out, except those that exclude each other
        check(text.replaceAll("(?m)^#(?=onetail\\.)", "")
                .replaceAll("\\$\\{[a-z-]+}", "secret")
                .replaceAll("(?m)^onetail\\.redis\\.(mode|nodes|master|sentinel.*|database) .*$", ""));
    }

    private static void check(String text) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new java.io.StringReader(text)) {
            properties.load(reader);
        }
        Map<String, String> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put((String) key, (String) value));
        values.remove("onetail.ssh.config"); // the program is not installed
        SettingsReader reader = new SettingsReader(ConfigFixture.of(values, Map.of()));
        assertEquals(List.of(), Settings.read(reader).problems());
        Catalog catalog = HostsReader.read(reader, null, null);
        assertEquals(List.of(), catalog.problems());
        assertEquals(List.of(), RolesReader.read(reader, false, null).problems());
        assertTrue(catalog.hosts().size() >= 2, catalog.hosts().toString());
    }
}
