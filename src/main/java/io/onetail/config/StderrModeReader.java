package io.onetail.config;

import io.onetail.catalog.StderrMode;
import io.onetail.config.SettingsReader.FoundSetting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what becomes of standard error of commands: one word for all commands, {@code COMMAND=WORD} for one of them, or
 * both.
 */
final class StderrModeReader {
    private final SettingsReader reader;

    StderrModeReader(SettingsReader reader) {
        this.reader = reader;
    }

    /**
     * The mode of each of the host's commands. Mistakes are reported.
     *
     * @param own the host's own key, which may name this host's commands only; the key for all hosts may name others
     */
    Map<String, StderrMode> read(@Nullable FoundSetting found, Set<String> commands, String own) {
        Map<String, StderrMode> errors = new LinkedHashMap<>();
        if (found == null) {
            commands.forEach(command -> errors.put(command, StderrMode.MERGE));
            return errors;
        }
        StderrMode all = StderrMode.MERGE;
        for (String entry : SettingParser.list(found.value())) {
            int equals = entry.indexOf('=');
            StderrMode word = reader.parse(
                    new FoundSetting(found.key(), entry.substring(equals + 1).strip()),
                    "merge, mark or drop, or COMMAND=merge, COMMAND=mark or COMMAND=drop for one command",
                    StderrModeReader::word);
            if (word != null && equals < 0) {
                all = word;
            } else if (word != null) {
                errors.put(entry.substring(0, equals).strip(), word);
            }
        }
        for (String command : commands) {
            errors.putIfAbsent(command, all);
        }
        if (found.key().equals(own)) {
            errors.keySet().stream()
                    .filter(command -> !commands.contains(command))
                    .forEach(command -> reader.problem(unknown(own, command, commands)));
        }
        errors.keySet().retainAll(commands);
        return errors;
    }

    private static String unknown(String key, String command, Set<String> commands) {
        return key + " names the command '" + command + "', which this host does not have; expected "
                + (commands.isEmpty()
                        ? "merge, mark or drop without a command, since the host has none."
                        : "one of its commands: " + String.join(", ", commands) + ".");
    }

    private static @Nullable StderrMode word(String text) {
        return Arrays.stream(StderrMode.values())
                .filter(mode -> mode.word().equals(text))
                .findFirst()
                .orElse(null);
    }
}
