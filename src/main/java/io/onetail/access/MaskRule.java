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
 * @param on selects the logs; one of the selectors must match
 */
public record MaskRule(MaskPattern pattern, List<LogSelector> on) {
    private static final String ANY = "any";

    public MaskRule {
        on = List.copyOf(on);
    }

    /**
     * Reads which logs a pattern is hidden in: conditions separated by semicolons, or {@code any}. If one has a
     * mistake, the mask also stays where it was before; a new mask is then on every log, so that it hides too much
     * rather than too little.
     *
     * @param before the previous selectors, or null if the mask is new
     * @param problems receives each mistake: what was found and what was expected
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
                    problems.accept("'" + conditions + "' is not understood,"
                            + " so the mask also stays on the logs it was on before: " + e.getMessage());
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
