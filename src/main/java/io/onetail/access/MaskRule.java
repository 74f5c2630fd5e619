package io.onetail.access;

import io.onetail.catalog.Host;
import io.onetail.mask.MaskPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hides a pattern in some logs. Immutable.
 *
 * @param on the logs that one of these is about
 */
public record MaskRule(MaskPattern pattern, List<LogSelector> on) {
    private static final String ANY = "any";

    public MaskRule {
        on = List.copyOf(on);
    }

    /**
     * Reads where a pattern is hidden: conditions with semicolons in between, or {@code any}. With a mistake it stays on what it was on
     * as well; one that is new is then on any log, so that it hides rather more.
     *
     * @param before where the mask was, or null if it is new
     * @param problems takes what is wrong: what was found and what was expected
     */
    public static MaskRule of(
            MaskPattern pattern, String on, @Nullable List<LogSelector> before, Consumer<String> problems) {
        Set<LogSelector> selectors = new LinkedHashSet<>();
        for (String conditions : AccessRule.split(on)) {
            try {
                selectors.add(conditions.equals(ANY) ? LogSelector.ANY : LogSelector.parse(conditions));
            } catch (IllegalArgumentException e) {
                if (before == null) {
                    problems.accept("'" + conditions + "' is read as '" + ANY + "', so the mask is on every log: "
                            + e.getMessage());
                    selectors.add(LogSelector.ANY);
                } else {
                    problems.accept("'" + conditions
                            + "' is not understood, so the mask stays on what it was on as well: " + e.getMessage());
                    selectors.addAll(before);
                }
            }
        }
        return new MaskRule(pattern, selectors.isEmpty() ? List.of(LogSelector.ANY) : List.copyOf(selectors));
    }

    boolean isOn(Host host, String source) {
        return on.stream().anyMatch(selector -> selector.matches(host, source));
    }
}
