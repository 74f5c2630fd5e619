package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.List;
import java.util.Set;

/**
 * Allows actions on the logs that it is about. Immutable; equal if written alike.
 *
 * @param text as it was written, for explanations
 * @param selector its conditions; {@link LogSelector#ANY} if it allows {@link Action#ADMINISTER}
 */
record AccessRule(String text, Set<Action> actions, LogSelector selector) {
    AccessRule {
        actions = Set.copyOf(actions);
    }

    /**
     * Reads one rule.
     *
     * @throws IllegalArgumentException if it is none; the message is the end of a sentence that says what was found and expected
     */
    static AccessRule parse(String text) {
        return new RuleParser(text).rule();
    }

    /** The rules between semicolons, not yet read. */
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
