package io.onetail.access;

import io.onetail.catalog.Host;
import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what is hidden in which log from people without the right {@link Action#UNMASKED}. Logs with the same patterns
 * and charset share a mask. Safe for any thread. Equal if the rules are.
 */
public final class MaskPolicy {
    /** Hides nothing. */
    public static final MaskPolicy NONE = new MaskPolicy(List.of());

    private final List<MaskRule> rules;
    private final Map<MaskKey, Mask> made =
            new ConcurrentHashMap<>(); // bounded by the combinations of rules that occur

    private record MaskKey(List<MaskPattern> patterns, Charset charset) {}

    /** @param rules what is hidden, and where */
    public MaskPolicy(List<MaskRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The rules, as given. */
    public List<MaskRule> rules() {
        return rules;
    }

    /** The log's mask, or null if nothing is hidden in it. */
    public @Nullable Mask of(Host host, String source, Charset charset) {
        List<MaskPattern> patterns = rules.stream()
                .filter(rule -> rule.isOn(host, source))
                .map(MaskRule::pattern)
                .toList();
        return patterns.isEmpty()
                ? null
                : made.computeIfAbsent(new MaskKey(patterns, charset), key -> new Mask(key.patterns, key.charset));
    }

    /** Names of the patterns that are hidden in a log. */
    public List<String> names(Host host, String source) {
        return rules.stream()
                .filter(rule -> rule.isOn(host, source))
                .map(rule -> rule.pattern().name())
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MaskPolicy maskPolicy && maskPolicy.rules.equals(rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return rules.toString();
    }
}
