package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.List;
import java.util.Set;

/**
 * Allows actions on the logs that it selects. Immutable; equal if written alike.
 *
 * @param text the rule as written, for explanations
 * @param selector selects the logs; {@link LogSelector#ANY} if the rule allows {@link Action#ADMINISTER}
 */
record AccessRule(String text, Set<Action> actions, LogSelector selector) {
    AccessRule {
        actions = Set.copyOf(actions);
    }

    /**
     * Reads one rule.
     *
     * @throws IllegalArgumentException if the text is not a rule; the message is the end of a sentence that says what
     *     was found and what was expected
     */
    static AccessRule parse(String text) {
        return new RuleParser(text).rule();
    }

    /** Splits a text at its semicolons into rules, without reading them. */
    static List<String> split(String text) {
        return RuleParser.rules(text);
    }

    boolean allows(Action action, Host host, String source) {
        return actions.contains(action) && selector.matches(host, source);
    }

    @Override
    public String toString() {
        return text;
    }
}
