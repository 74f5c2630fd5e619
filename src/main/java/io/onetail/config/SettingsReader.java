package io.onetail.config;

import io.onetail.catalog.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings one by one. A mistake never throws: it becomes a sentence among {@link #problems()} that names the
 * key, what was found and what was expected, and the default is used instead. Remembers which keys it was asked for,
 * with their defaults. For one thread and one pass.
 */
public final class SettingsReader {
    private final Config config;
    private final SettingsNames names;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> known = new LinkedHashMap<>();
    private final Map<String, Secret> values = new TreeMap<>();

    /** A value and where it was found; {@code key} is what messages call it. */
    record FoundSetting(String key, String value) {}

    SettingsReader(Config config) {
        this(config, SettingsNames.of(config));
    }

    SettingsReader(Config config, SettingsNames names) {
        this.config = config;
        this.names = names;
    }

    /** Names of Onetail's settings that are given somewhere, sorted. */
    Set<String> names() {
        return names.given();
    }

    /** Names of environment variables that begin with the prefix, sorted. */
    Set<String> variables(String prefix) {
        return names.variables().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<String> problems() {
        return problems;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** The keys asked for so far, each with its default, which may be empty. */
    Map<String, String> known() {
        return known;
    }

    /** Whether a setting that was asked for has a value, good or bad. */
    boolean isGiven(String key) {
        return values.containsKey(key);
    }

    /** The values found so far for {@link #known} keys, including bad ones; any may be a secret. */
    Map<String, Secret> values() {
        Map<String, Secret> found = new TreeMap<>(values);
        found.keySet().retainAll(known.keySet());
        return found;
    }

    /** The first of the keys that has a value. */
    @Nullable
    FoundSetting find(String... keys) {
        for (String key : keys) {
            String value = value(key);
            if (value != null) {
                values.put(key, new Secret(value));
                return new FoundSetting(key, value);
            }
        }
        return null;
    }

    private @Nullable String value(String key) {
        if (!names.mayHold(key)) {
            return null;
        }
        try {
            String value = config.getOptionalValue(key, String.class).orElse("").strip();
            if (!value.isEmpty()) {
                return value;
            }
            // Without this check, an expression that can't be expanded would look like a missing value.
            String raw =
                    names.given().contains(key) ? config.getConfigValue(key).getRawValue() : null;
            if (raw != null && raw.contains("${")) {
                problem(key + " contains an expression '${…}' that has no value.");
            }
        } catch (NoSuchElementException | IllegalArgumentException e) {
            problem(key + " contains an expression '${…}' that has no value: " + e.getMessage());
        }
        return null;
    }

    /** Parses a value. A bad one is reported, and the result is null. */
    <T> @Nullable T parse(@Nullable FoundSetting found, String expected, Function<String, @Nullable T> parser) {
        if (found == null) {
            return null;
        }
        try {
            T parsed = parser.apply(found.value);
            if (parsed != null) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        problem(found.key + " is '" + found.value + "', expected " + expected + ".");
        return null;
    }

    private <T> T read(String key, String fallback, String expected, Function<String, @Nullable T> parser) {
        known.put(key, fallback);
        T parsed = parse(find(key), expected, parser);
        if (parsed == null) {
            parsed = parser.apply(fallback);
        }
        if (parsed == null) {
            throw new IllegalStateException("the default of " + key + ", " + fallback + ", is not " + expected);
        }
        return parsed;
    }

    Duration duration(String key, String fallback, String least, String most) {
        Duration min = SettingParser.duration(least);
        Duration max = SettingParser.duration(most);
        return read(key, fallback, durationBetween(least, most), text -> {
            Duration duration = SettingParser.duration(text);
            return duration.compareTo(min) < 0 || duration.compareTo(max) > 0 ? null : duration;
        });
    }

    static String durationBetween(String least, String most) {
        return "a duration from " + least + " to " + most + ", such as 500ms, 5s, 10m, 2h or PT5S";
    }

    /** A duration, or null for {@code off}, which is the default. */
    @Nullable
    Duration durationOrOff(String key, String least, String most) {
        Duration min = SettingParser.duration(least);
        Duration max = SettingParser.duration(most);
        Duration read = read(key, "off", "'off' or " + durationBetween(least, most), text -> {
            Duration duration = text.equals("off") ? Duration.ZERO : SettingParser.duration(text);
            boolean outside = duration.compareTo(min) < 0 || duration.compareTo(max) > 0;
            return outside && !duration.isZero() ? null : duration;
        });
        return read.isZero() ? null : read;
    }

    /** A size in bytes. */
    long size(String key, String fallback, String least, String most) {
        long min = SettingParser.size(least);
        long max = SettingParser.size(most);
        return read(
                key,
                fallback,
                "a size from " + least + " to " + most + ", such as 512B, 128KiB, 4MiB or 1GiB",
                text -> {
                    long size = SettingParser.size(text);
                    return size < min || size > max ? null : size;
                });
    }

    int integer(String key, String fallback, int least, int most) {
        return read(key, fallback, "a whole number from " + least + " to " + most, text -> integer(text, least, most));
    }

    static @Nullable Integer integer(String text, int least, int most) {
        int number = Integer.parseInt(text);
        return number < least || number > most ? null : number;
    }

    boolean flag(String key, boolean fallback) {
        return read(key, String.valueOf(fallback), "'true' or 'false'", SettingsReader::flag);
    }

    static @Nullable Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    <E extends Enum<E>> E choice(String key, E fallback) {
        Class<E> type = fallback.getDeclaringClass();
        return read(key, word(fallback), words(type), text -> constant(type, text));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .map(SettingsReader::word)
                .collect(Collectors.joining("', '", "one of '", "'"));
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElse(null);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A text of a certain form.
     *
     * @param form a regular expression that all of it must match
     */
    String name(String key, String fallback, String expected, String form) {
        return read(key, fallback, expected, text -> text.matches(form) ? text : null);
    }

    /** A list of entries, empty by default. */
    List<String> names(String key) {
        String text = optional(key);
        return text == null ? List.of() : SettingParser.list(text);
    }

    String text(String key, String fallback) {
        return read(key, fallback, "a text", text -> text);
    }

    /** One or more entries, each of which the parser must accept. */
    <T> List<T> list(String key, String fallback, String expected, Function<String, T> parser) {
        return read(key, fallback, expected, text -> {
            List<T> entries = SettingParser.list(text).stream().map(parser).toList();
            return entries.isEmpty() ? null : entries;
        });
    }

    /** A value without a default. */
    @Nullable
    String optional(String key) {
        known.put(key, "");
        FoundSetting found = find(key);
        return found == null ? null : found.value;
    }

    /** A value without a default, which the parser must accept. */
    <T> @Nullable T optional(String key, String expected, Function<String, @Nullable T> parser) {
        known.put(key, "");
        return parse(find(key), expected, parser);
    }

    /** A value without a default that never appears in a message. */
    @Nullable
    Secret secret(String key) {
        String value = optional(key);
        return value == null ? null : new Secret(value);
    }

    @Nullable
    Path path(String key) {
        known.put(key, "");
        return parse(find(key), PATH, SettingsReader::absolute);
    }

    static final String PATH = "an absolute path, or one that begins with '~/'";

    static @Nullable Path absolute(String text) {
        Path path = Path.of(text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text);
        return path.isAbsolute() ? path : null;
    }
}
