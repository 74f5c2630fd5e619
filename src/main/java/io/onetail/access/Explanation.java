package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody may do something, or may not, for administrators. Immutable.
 *
 * @param person whom it is about
 * @param roles those that they have
 * @param verdicts one for each action on the log that was asked about, in the order of {@link Action}; empty if none was
 */
public record Explanation(Person person, List<Held> roles, List<Verdict> verdicts) {
    public Explanation {
        roles = List.copyOf(roles);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * A role that they have.
     *
     * @param because what gave it: each of their groups that is in it, and their name
     * @param rules what it allows
     */
    public record Held(String role, List<String> because, List<Matched> rules) {
        public Held {
            because = List.copyOf(because);
            rules = List.copyOf(rules);
        }
    }

    /** @param matches whether it is about the log, or if only a host was asked about, may be about one of its logs; null if nothing was asked */
    public record Matched(String rule, @Nullable Boolean matches) {}

    /**
     * @param allowed whether they may do it
     * @param role and rule: the first that allows it; null if none does
     * @param sentence the same for people
     */
    public record Verdict(
            Action action,
            boolean allowed,
            @Nullable String role,
            @Nullable String rule,
            String sentence) {}

    /**
     * @param host the host that is asked about, or null for none
     * @param source a path or a command's name, or null for none; counts only with a host
     */
    static Explanation of(Policy policy, Person person, @Nullable Host host, @Nullable String source) {
        List<Held> held = new ArrayList<>();
        for (Role role : policy.roles()) {
            if (role.isOf(person)) {
                held.add(new Held(
                        role.name(),
                        role.reasons(person),
                        role.rules().stream()
                                .map(rule -> new Matched(rule.text(), matches(rule, host, source)))
                                .toList()));
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        if (host != null && source != null) {
            for (Action action : Action.values()) {
                if (action != Action.ADMINISTER) {
                    verdicts.add(verdict(policy, person, action, host, source));
                }
            }
        }
        return new Explanation(person, held, verdicts);
    }

    private static @Nullable Boolean matches(Rule rule, @Nullable Host host, @Nullable String source) {
        if (host == null) {
            return null;
        }
        return source == null ? rule.selector().mayMatch(host) : rule.selector().matches(host, source);
    }

    private static Verdict verdict(Policy policy, Person person, Action action, Host host, String source) {
        String log = "'" + source + "' on host '" + host.name() + "'";
        String who = person.name() + (policy.of(person).may(action, host, source) ? " may " : " may not ");
        String what = phrase(action, log);
        if (policy.open()) {
            return new Verdict(action, true, null, null, who + what + ": nobody is asked who they are here.");
        }
        for (Role role : policy.roles()) {
            for (Rule rule : role.isOf(person) ? role.rules() : List.<Rule>of()) {
                if (rule.allows(action, host, source)) {
                    boolean may = policy.of(person).may(action, host, source);
                    return new Verdict(
                            action,
                            may,
                            role.name(),
                            rule.text(),
                            who + what + ": " + String.join(" and ", role.reasons(person)) + " has the role '"
                                    + role.name() + "', whose rule '" + rule.text() + "' allows it"
                                    + (may ? "." : ", but only together with 'view', which nothing allows."));
                }
            }
        }
        return new Verdict(
                action, false, null, null, who + what + ": " + without(policy, person, action, host, source));
    }

    private static String phrase(Action action, String log) {
        return switch (action) {
            case VIEW -> "view " + log;
            case SEARCH -> "search in " + log;
            case DOWNLOAD -> "download " + log;
            case UNMASKED -> "see " + log + " without masks";
            case ADMINISTER -> "administer";
        };
    }

    /** Who could do it, so that an administrator sees what is missing. */
    private static String without(Policy policy, Person person, Action action, Host host, String source) {
        List<String> others = policy.roles().stream()
                .filter(role -> role.rules().stream().anyMatch(rule -> rule.allows(action, host, source)))
                .map(role -> "'" + role.name() + "'")
                .toList();
        String roles = Arrays.toString(policy.roles().stream()
                .filter(role -> role.isOf(person))
                .map(role -> "'" + role.name() + "'")
                .toArray());
        return "none of their roles " + roles + " allows it. "
                + (others.isEmpty() ? "No role does." : "It is allowed by " + String.join(", ", others) + ".");
    }
}
