package io.onetail.config;

import io.onetail.access.MaskPolicy;
import io.onetail.access.MaskRule;
import io.onetail.mask.MaskPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the masks. A mistake never reveals more: what a mask has hidden before stays hidden, a new mask with a mistake
 * in its pattern hides whole lines, and a new one with a mistake in its logs is on every log. For one thread and one
 * pass.
 */
final class MasksReader {
    static final String LIST = "onetail.masks";
    static final String MASKS = "onetail.mask.";

    private static final String PATTERN = "pattern";
    private static final String ON = "on";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final SettingsReader reader;

    /** The previous masks by name. */
    private final Map<String, MaskRule> before;

    private MasksReader(SettingsReader reader, MaskPolicy before) {
        this.reader = reader;
        this.before = before.rules().stream()
                .collect(Collectors.toMap(rule -> rule.pattern().name(), rule -> rule));
    }

    /** @param before the masks in effect until now */
    static MaskPolicy read(SettingsReader reader, MaskPolicy before) {
        return new MaskPolicy(new MasksReader(reader, before).rules());
    }

    /** Whether a key is read here; mistakes in keys within {@code onetail.mask.} are reported here too. */
    static boolean knows(String key) {
        return key.startsWith(MASKS) || key.equals(LIST);
    }

    private List<MaskRule> rules() {
        List<MaskRule> rules = new ArrayList<>();
        for (String name : names()) {
            MaskRule old = before.get(name);
            SettingsReader.FoundSetting on = reader.find(MASKS + name + "." + ON);
            rules.add(MaskRule.of(
                    pattern(name),
                    on == null ? "" : on.value(),
                    old == null ? null : old.on(),
                    problem -> reader.problem("In " + MASKS + name + "." + ON + " " + problem + ".")));
        }
        return rules;
    }

    private MaskPattern pattern(String name) {
        String key = MASKS + name + "." + PATTERN;
        SettingsReader.FoundSetting found = reader.find(key);
        boolean builtIn = MaskPattern.BUILT_IN.contains(name);
        String problem;
        if (found == null) {
            if (builtIn) {
                return MaskPattern.builtIn(name);
            }
            problem = key + " is missing, expected a regular expression; only the built-in masks "
                    + String.join(", ", MaskPattern.BUILT_IN) + " need none";
        } else if (builtIn) {
            problem = key + " is given, but '" + name + "' is built in; expected another name for the mask";
        } else {
            try {
                return MaskPattern.of(name, found.value());
            } catch (IllegalArgumentException e) {
                problem = key + " is '" + found.value() + "': " + e.getMessage();
            }
        }
        MaskRule old = before.get(name);
        if (old == null || old.pattern().equals(MaskPattern.everything(name))) {
            reader.problem(problem + ". Until this is corrected, the mask hides whole lines.");
            return MaskPattern.everything(name);
        }
        reader.problem(problem + ". Until this is corrected, the mask hides what it has hidden before.");
        return old.pattern();
    }

    private Set<String> names() {
        int mistakes = reader.problems().size();
        TreeSet<String> names = new TreeSet<>(reader.names(LIST));
        if (reader.problems().size() > mistakes) {
            names.addAll(before.keySet());
        }
        for (String key : reader.names()) {
            if (key.startsWith(MASKS)) {
                int dot = key.lastIndexOf('.');
                String word = key.substring(dot + 1);
                if (!word.equals(PATTERN) && !word.equals(ON)) {
                    reader.problem(SpellingHint.unknown(key, word, "a mask", List.of(PATTERN, ON)));
                }
                names.add(dot < MASKS.length() ? "" : key.substring(MASKS.length(), dot));
            }
        }
        names.removeIf(name -> {
            boolean bad = !NAME.matcher(name).matches();
            if (bad) {
                reader.problem("'" + name + "' is not a valid name of a mask;"
                        + " expected letters, digits, '_' and '-', beginning with a letter or digit."
                        + " It hides nothing.");
            }
            return bad;
        });
        return names;
    }
}
