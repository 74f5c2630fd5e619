package io.onetail.access;

import io.onetail.catalog.Host;
import io.onetail.mask.MaskPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hides a pattern in some logs. Immutable.
 *
 * @param on the logs that one of these is about
 */
public record MaskRule(MaskPattern pattern, List<Selector> on) {
    private static final String ANY = "any";

    public MaskRule {
        on = List.copyOf(on);
    }

    /**
     * Reads where a pattern is hidden: conditions with semicolons in between, or {@code any}. A mistake is read as any log, so that it
     * hides rather more.
     *
     * @param problems takes what is wrong: what was found and what was expected
     */
    public static MaskRule of(MaskPattern pattern, String on, Consumer<String> problems) {
        List<Selector> selectors = new ArrayList<>();
        for (String conditions : Rule.split(on)) {
            try {
                selectors.add(conditions.equals(ANY) ? Selector.ANY : Selector.parse(conditions));
            } catch (IllegalArgumentException e) {
                problems.accept("'" + conditions + "' is read as '" + ANY + "', so the mask is on every log: "
                        + e.getMessage());
                selectors.add(Selector.ANY);
            }
        }
        return new MaskRule(pattern, selectors.isEmpty() ? List.of(Selector.ANY) : selectors);
    }

    boolean isOn(Host host, String source) {
        return on.stream().anyMatch(selector -> selector.matches(host, source));
    }
}
